package io.limpid.server.web;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import io.limpid.rule.Rule;
import io.limpid.server.web.Shelf.Volume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a rule came to be what it is: the versions of its ruleset in which it changed, newest first.
 *
 * @param earlier how many more changes there are than are shown
 */
record History(List<Step> steps, int earlier) {
    /** Older changes are counted, not shown. */
    static final int MOST_STEPS = 20;

    private static final int CONTEXT = 2;

    /**
     * A version in which the rule changed.
     *
     * @param rule as it stands there; absent where it was taken out
     * @param was its revision before; 0 where it is new
     * @param lines what changed in its source, with the lines around
     */
    record Step(Volume volume, @Nullable Rule rule, int was, List<Line> lines) {
        /** Whether the rule began here. */
        boolean isFirst() {
            return was == 0;
        }
    }

    /** A line of a difference. */
    record Line(Kind kind, String text) {}

    /** What became of a line. */
    enum Kind {
        ADDED,
        REMOVED,
        KEPT,
        /** Where in the file the lines that follow stand. */
        PLACE
    }

    /** @param volumes the versions of the ruleset, newest first */
    static History of(String ruleId, List<Volume> volumes) {
        List<Volume> oldestFirst = new ArrayList<>(volumes);
        Collections.reverse(oldestFirst);
        List<Step> steps = new ArrayList<>();
        Rule before = null;
        for (Volume volume : oldestFirst) {
            Rule now = volume.ruleset().rule(ruleId).orElse(null);
            if (now == null && before != null) {
                steps.add(new Step(volume, null, before.revision(), List.of()));
            } else if (now != null
                    && (before == null
                            || !now.source().digest().equals(before.source().digest()))) {
                steps.add(new Step(
                        volume,
                        now,
                        before == null ? 0 : before.revision(),
                        before == null
                                ? List.of()
                                : difference(
                                        before.source().text(), now.source().text())));
            }
            before = now;
        }
        Collections.reverse(steps);
        int shown = Math.min(steps.size(), MOST_STEPS);
        return new History(List.copyOf(steps.subList(0, shown)), steps.size() - shown);
    }

    static List<Line> difference(String before, String after) {
        List<String> from = before.lines().toList();
        List<String> to = after.lines().toList();
        Patch<String> patch = DiffUtils.diff(from, to);
        // The first two lines name the files.
        return UnifiedDiffUtils.generateUnifiedDiff("", "", from, patch, CONTEXT).stream()
                .skip(2)
                .map(History::line)
                .toList();
    }

    private static Line line(String line) {
        if (line.startsWith("@@")) {
            return new Line(Kind.PLACE, line);
        }
        String text = line.isEmpty() ? "" : line.substring(1);
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> new Line(Kind.ADDED, text);
            case '-' -> new Line(Kind.REMOVED, text);
            default -> new Line(Kind.KEPT, text);
        };
    }
}
