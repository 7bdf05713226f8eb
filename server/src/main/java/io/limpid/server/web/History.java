package io.limpid.server.web;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import io.limpid.server.publish.RulesetVersion;
import io.limpid.server.web.Shelf.Passage;
import io.limpid.server.web.Shelf.Past;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a rule came to be what it is: the versions of its ruleset in which it changed, newest first.
 *
 * @param earlier how many more changes there are than are shown
 * @param whole whether every version was looked at
 */
record History(List<Step> steps, int earlier, boolean whole) {
    /** Older changes are counted, not shown. */
    static final int MOST_STEPS = 20;

    private static final int CONTEXT = 2;

    /**
     * A version in which the rule changed.
     *
     * @param note on what changed in the version
     * @param revision of the rule there; 0 where it was taken out
     * @param was its revision before; 0 where it is new
     * @param lines what changed in its source, with the lines around
     */
    record Step(RulesetVersion version, String note, int revision, int was, List<Line> lines) {
        boolean isFirst() {
            return was == 0;
        }

        boolean isLast() {
            return revision == 0;
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

    /**
     * The changes of a rule.
     *
     * @param past the versions of its ruleset, newest first
     * @param whole whether these are all; else the oldest is only what the next is compared with
     */
    static History of(String ruleId, List<Past> past, boolean whole) {
        List<Past> oldestFirst = new ArrayList<>(past);
        Collections.reverse(oldestFirst);
        List<Step> steps = new ArrayList<>();
        Passage before = null;
        boolean isFirst = true;
        for (Past each : oldestFirst) {
            Passage now = each.edition().rules().get(ruleId);
            if (whole || !isFirst) {
                step(each, before, now).ifPresent(steps::add);
            }
            before = now;
            isFirst = false;
        }
        Collections.reverse(steps);
        int shown = Math.min(steps.size(), MOST_STEPS);
        return new History(List.copyOf(steps.subList(0, shown)), steps.size() - shown, whole);
    }

    private static Optional<Step> step(Past at, @Nullable Passage before, @Nullable Passage now) {
        String note = at.edition().changes();
        if (now == null) {
            return Optional.ofNullable(before).map(gone -> new Step(at.version(), note, 0, gone.revision(), List.of()));
        }
        if (before == null) {
            return Optional.of(new Step(at.version(), note, now.revision(), 0, List.of()));
        }
        if (now.source().digest().equals(before.source().digest())) {
            return Optional.empty();
        }
        List<Line> lines = difference(before.source().text(), now.source().text());
        return Optional.of(new Step(at.version(), note, now.revision(), before.revision(), lines));
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
