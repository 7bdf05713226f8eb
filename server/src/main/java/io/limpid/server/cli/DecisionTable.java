package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/** Posts and what was decided on them, for a terminal of 100 columns. */
final class DecisionTable {
    private static final int NUMBER = 3;
    private static final int POST = 31;
    private static final int ACTION = 6;
    private static final int RULE = 38;
    private static final int EVIDENCE = 19;

    /** Rules of one decision beyond these are counted. */
    private static final int MOST_RULES = 2;

    private DecisionTable() {}

    /** Prints a row for each answer, with the post that it answers. */
    static void print(List<JsonNode> posts, List<JsonNode> answers, Consumer<String> out) {
        out.accept(row("", "post", "action", "rule, and where it is written", "evidence"));
        out.accept(row(
                "-".repeat(NUMBER - 1), "-".repeat(POST), "-".repeat(ACTION), "-".repeat(RULE), "-".repeat(EVIDENCE)));
        for (int i = 0; i < answers.size(); i++) {
            print(i + 1, posts.get(i).path("text").asText(), answers.get(i), out);
        }
    }

    private static void print(int number, String text, JsonNode answer, Consumer<String> out) {
        Iterator<String> post = Shown.wrapped(Shown.text(text), POST).iterator();
        Iterator<String[]> why = why(answer).iterator();
        String first = Integer.toString(number);
        String action = answer.path("action").asText();
        do {
            String[] cells = why.hasNext() ? why.next() : new String[] {"", ""};
            out.accept(row(first, post.hasNext() ? post.next() : "", action, cells[0], cells[1]));
            first = "";
            action = "";
        } while (post.hasNext() || why.hasNext());
    }

    private static String row(String number, String post, String action, String rule, String evidence) {
        return (Shown.padded(number, NUMBER)
                        + Shown.padded(post, POST + 1)
                        + Shown.padded(action, ACTION + 1)
                        + Shown.padded(rule, RULE + 1)
                        + evidence)
                .stripTrailing();
    }

    /** Pairs of cells: what decided, and on what evidence. */
    private static List<String[]> why(JsonNode answer) {
        List<String[]> cells = new ArrayList<>();
        int told = 0;
        for (JsonNode reason : answer.path("reasons")) {
            if (told++ == MOST_RULES) {
                break;
            }
            JsonNode source = reason.path("source");
            List<String> evidence = evidence(reason.path("evidence"));
            cells.add(new String[] {reason.path("rule").asText(), evidence.get(0)});
            cells.add(new String[] {
                source.path("file").asText() + ":" + source.path("line").asText(), evidence.get(1)
            });
        }
        int more = answer.path("reasons").size() - MOST_RULES;
        if (more > 0) {
            cells.add(new String[] {"and " + Count.of(more, "more rule"), ""});
        }
        for (JsonNode suppressed : answer.path("suppressed")) {
            cells.add(new String[] {"not " + suppressed.path("rule").asText(), "stopped by"});
            cells.add(new String[] {
                "", Shown.fitted(Shown.text(suppressed.path("by").asText()), EVIDENCE)
            });
        }
        return cells;
    }

    /** The most telling piece of evidence in two lines: what was disguised before what was not. */
    private static List<String> evidence(JsonNode all) {
        JsonNode best = null;
        for (JsonNode evidence : all) {
            if (best == null || rank(evidence) > rank(best)) {
                best = evidence;
            }
        }
        if (best == null) {
            return List.of("", "");
        }
        if (best.has("score")) {
            return List.of(
                    "score " + best.path("score").asText(),
                    "bar " + best.path("threshold").asText());
        }
        String quote = best.path("quote").asText();
        List<String> folds = StreamSupport.stream(best.path("folds").spliterator(), false)
                .map(JsonNode::asText)
                .filter(fold -> !fold.equals("case"))
                .toList();
        String how = folds.isEmpty() ? best.path("layer").asText() : "by " + String.join(", ", folds);
        return List.of(Shown.fitted(Shown.text(quote), EVIDENCE), Shown.fitted(how + " " + place(best), EVIDENCE));
    }

    private static String place(JsonNode evidence) {
        return evidence.has("start")
                ? "[" + evidence.path("start").asText() + ","
                        + evidence.path("end").asText() + ")"
                : "";
    }

    private static int rank(JsonNode evidence) {
        if (!evidence.has("quote")) {
            return 0;
        }
        if (evidence.has("folds")) {
            // That case was folded tells nobody anything.
            return 2
                    + (int) StreamSupport.stream(evidence.path("folds").spliterator(), false)
                            .filter(fold -> !fold.asText().equals("case"))
                            .count();
        }
        return evidence.has("pattern") ? 1 : 4;
    }
}
