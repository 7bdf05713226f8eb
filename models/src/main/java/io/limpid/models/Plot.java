package io.limpid.models;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/** Draws the two curves that stand beside a model's card, as SVG. */
final class Plot {
    private static final int SIZE = 320;
    private static final int MARGIN = 48;
    private static final int BINS = 10;

    private final StringBuilder svg = new StringBuilder();

    private Plot(String title, String across, String up) {
        int side = SIZE + 2 * MARGIN;
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(side)
                .append(' ')
                .append(side)
                .append("\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>")
                .append(title)
                .append("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        for (int tick = 0; tick <= 10; tick += 2) {
            double at = tick / 10.0;
            line(at, 0, at, 1, "#ddd", 1);
            line(0, at, 1, at, "#ddd", 1);
            text(x(at), y(0) + 18, "middle", String.format(Locale.ROOT, "%.1f", at));
            text(x(0) - 8, y(at) + 4, "end", String.format(Locale.ROOT, "%.1f", at));
        }
        text(x(0.5), y(0) + 36, "middle", across);
        text(x(0), y(1) - 14, "start", up);
    }

    /** How often what got a score was a violation, by tenths of the scale; the diagonal is the ideal. */
    static String reliability(Judged judged) {
        var plot = new Plot("Reliability", "score", "share of violations, with 95 % intervals");
        plot.line(0, 0, 1, 1, "#999", 1);
        double lastX = -1;
        double lastY = -1;
        for (int bin = 0; bin < BINS; bin++) {
            int number = bin;
            int[] inside = IntStream.range(0, judged.size())
                    .filter(i -> Math.min(BINS - 1, (int) (judged.scores()[i] * BINS)) == number)
                    .toArray();
            if (inside.length == 0) {
                continue;
            }
            double mean = Arrays.stream(inside)
                    .mapToDouble(i -> judged.scores()[i])
                    .average()
                    .orElse(0);
            var share = new Measures.Share(
                    (int) Arrays.stream(inside)
                            .filter(i -> judged.positive()[i])
                            .count(),
                    inside.length);
            plot.line(mean, share.low(), mean, share.high(), "#1b6ca8", 1);
            plot.dot(mean, share.value());
            if (lastX >= 0) {
                plot.line(lastX, lastY, mean, share.value(), "#1b6ca8", 2);
            }
            lastX = mean;
            lastY = share.value();
        }
        return plot.done();
    }

    /** Precision by recall, over all thresholds. */
    static String precisionRecall(Judged judged) {
        var plot = new Plot("Precision and recall", "recall", "precision");
        int[] order = IntStream.range(0, judged.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -judged.scores()[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int positives = Math.max(1, judged.positives());
        int right = 0;
        double lastX = 0;
        double lastY = 1;
        for (int i = 0; i < order.length; i++) {
            right += judged.positive()[order[i]] ? 1 : 0;
            boolean edge = i + 1 == order.length || judged.scores()[order[i]] != judged.scores()[order[i + 1]];
            double x = (double) right / positives;
            if (edge && (x - lastX > 0.005 || i + 1 == order.length)) {
                double y = (double) right / (i + 1);
                plot.line(lastX, lastY, x, y, "#1b6ca8", 2);
                lastX = x;
                lastY = y;
            }
        }
        return plot.done();
    }

    private static double x(double share) {
        return MARGIN + share * SIZE;
    }

    private static double y(double share) {
        return MARGIN + (1 - share) * SIZE;
    }

    private void line(double x1, double y1, double x2, double y2, String colour, int width) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>\n",
                x(x1),
                y(y1),
                x(x2),
                y(y2),
                colour,
                width));
    }

    private void dot(double x, double y) {
        svg.append(
                String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#1b6ca8\"/>\n", x(x), y(y)));
    }

    private void text(double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, text));
    }

    private String done() {
        return svg.append("</svg>\n").toString();
    }
}
