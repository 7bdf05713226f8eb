package io.limpid.server.web;

import io.limpid.server.publish.RuleFigures;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Matches by day, as a drawing: one column a day, from the first day to the last.
 *
 * @param top the number that the highest line stands for
 * @param bars what is drawn, in units of a drawing of {@value #WIDTH} by {@value #HEIGHT}
 */
record Chart(List<RuleFigures.Day> days, long top, List<Bar> bars) {
    static final int WIDTH = 640;
    static final int HEIGHT = 150;

    /** Earlier days are not drawn. */
    static final int MOST_DAYS = 90;

    private static final long[] EASY = {1, 2, 4, 6, 8, 10, 12, 14, 16};

    /**
     * A part of a column.
     *
     * @param kind {@code enforced}, {@code suppressed} or {@code shadow}
     */
    record Bar(String kind, double x, double y, double width, double height) {}

    static Chart of(List<RuleFigures.Day> all) {
        if (all.isEmpty()) {
            return new Chart(List.of(), 0, List.of());
        }
        LocalDate last = all.get(all.size() - 1).day();
        LocalDate earliest = last.minusDays(MOST_DAYS - 1);
        List<RuleFigures.Day> days =
                all.stream().filter(day -> !day.day().isBefore(earliest)).toList();
        LocalDate first = days.get(0).day();
        // A lone day makes no column as wide as the drawing.
        long columns = Math.max(14, ChronoUnit.DAYS.between(first, last) + 1);
        long top = round(days.stream().mapToLong(Chart::matches).max().orElse(0));
        double step = (double) WIDTH / columns;
        List<Bar> bars = new ArrayList<>();
        for (RuleFigures.Day day : days) {
            double x = ChronoUnit.DAYS.between(first, day.day()) * step + step * 0.1;
            double y = HEIGHT;
            y = add(bars, "enforced", day.enforced(), x, y, step, top);
            y = add(bars, "suppressed", day.suppressed(), x, y, step, top);
            add(bars, "shadow", day.shadow(), x, y, step, top);
        }
        return new Chart(days, top, bars);
    }

    static long matches(RuleFigures.Day day) {
        return day.enforced() + day.suppressed() + day.shadow();
    }

    private static double add(List<Bar> bars, String kind, long count, double x, double y, double step, long top) {
        if (count == 0) {
            return y;
        }
        double height = (double) count / top * HEIGHT;
        bars.add(new Bar(kind, tenth(x), tenth(y - height), tenth(step * 0.8), tenth(height)));
        return y - height;
    }

    private static double tenth(double number) {
        return Math.round(number * 10) / 10.0;
    }

    /** The next number that is easy to say: two digits and zeros. */
    private static long round(long number) {
        long power = 1;
        while (true) {
            for (long factor : EASY) {
                if (factor * power >= number) {
                    return factor * power;
                }
            }
            power *= 10;
        }
    }
}
