package io.limpid.signal.keyword;

import io.limpid.text.FoldSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks that each entry of a list can do what it is there for under a set of folds. */
public final class EntryCheck {
    private EntryCheck() {}

    /**
     * An entry that cannot do what it is there for.
     *
     * @param problem what is wrong with it
     * @param hint what would be right
     */
    public record Fault(KeywordList.Entry entry, String problem, String hint) {}

    /**
     * Every fault of the list: entries that do not match themselves, entries that another entry already is after folding,
     * entries that an allow-span hides.
     */
    public static List<Fault> faults(KeywordList list, FoldSet folds) {
        List<Fault> faults = new ArrayList<>();
        Map<FoldedEntry.Shape, KeywordList.Entry> seen = new HashMap<>();
        Map<FoldedEntry.Shape, KeywordList.Entry> allowed = new HashMap<>();
        for (KeywordList.Entry entry : list.entries()) {
            FoldedEntry folded = FoldedEntry.of(entry, 0, folds);
            if (folded.folded().isEmpty()) {
                faults.add(new Fault(entry, quoted(entry) + " is empty", "remove it, or use fewer folds"));
                continue;
            }
            if (!FoldedEntry.isSame(entry, entry.text(), folds)) {
                faults.add(new Fault(
                        entry, quoted(entry) + " does not match itself", "write it as it reads after folding"));
            }
            KeywordList.Entry first = (entry.allow() ? allowed : seen).putIfAbsent(folded.shape(), entry);
            if (first != null) {
                faults.add(new Fault(
                        entry,
                        quoted(entry) + " is the same as " + quoted(first) + " in line " + first.line(),
                        "keep the one with separators, or any one of the two"));
            }
        }
        allowed.forEach((shape, allow) -> {
            KeywordList.Entry hidden = seen.get(shape);
            if (hidden != null) {
                faults.add(new Fault(
                        hidden,
                        quoted(hidden) + " is hidden by the allow-span " + quoted(allow) + " in line " + allow.line(),
                        "remove one of the two"));
            }
        });
        return faults;
    }

    private static String quoted(KeywordList.Entry entry) {
        return "\"" + entry.text() + "\"";
    }
}
