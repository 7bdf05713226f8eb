package io.limpid.models;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The mix of posts that scores are calibrated on, and held against afterwards: from each judged set up to {@value #JUDGED} rows,
 * from each set that lends everyday posts up to {@value #LENT}, and on dev up to {@value #GRAMMAR} unseen frames of each grammar,
 * filled once, since fillings of one frame are alike; chosen by the hash of their ids. There are no grammars in the mix of the
 * test parts: the unseen frames have a say in calibration.
 */
record Sample(List<Example> examples, List<Task.Targets> targets) {
    static final int JUDGED = 500;
    static final int LENT = 200;
    static final int GRAMMAR = 200;

    /** In words, for the model's file. */
    static final String MIX = "up to " + JUDGED + " rows of the part of each judged set, up to " + LENT
            + " everyday rows of each other set, up to " + GRAMMAR + " unseen frames of each grammar, filled once";

    static Sample of(Task task, Path data, Split split, Templates templates) {
        var examples = new ArrayList<Example>();
        var targets = new ArrayList<Task.Targets>();
        for (Task.Source source : task.sources()) {
            DataSet set = DataSet.named(source.set());
            if (set.has(data, split)) {
                take(set.read(data, split), source.judge(), source.judged() ? JUDGED : LENT, examples, targets);
            }
        }
        if (split == Split.DEV) {
            for (TemplateGrammar grammar : templates.grammars()) {
                take(grammar.expand(Split.DEV, 1, 1), task.templateJudge(), GRAMMAR, examples, targets);
            }
        }
        return new Sample(List.copyOf(examples), List.copyOf(targets));
    }

    private static void take(
            List<Example> rows, Task.Judge judge, int atMost, List<Example> examples, List<Task.Targets> targets) {
        rows.stream()
                .filter(row -> judge.of(row).values()[0] >= 0)
                .sorted(Comparator.comparingLong(row -> Hashing.sha256()
                        .hashString(row.id(), StandardCharsets.UTF_8)
                        .asLong()))
                .limit(atMost)
                .forEach(row -> {
                    examples.add(row);
                    targets.add(judge.of(row));
                });
    }
}
