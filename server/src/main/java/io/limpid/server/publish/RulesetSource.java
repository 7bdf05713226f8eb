package io.limpid.server.publish;

import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.signal.classifier.ModelDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A ruleset with the files that it was read from.
 *
 * @param files as they were
 * @param ruleset what they mean
 */
public record RulesetSource(RulesetFiles files, Ruleset ruleset) {
    /**
     * Every ruleset of a folder.
     *
     * @param models those that rules may ask
     * @throws RulesetRejectedException with every error of every ruleset
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static List<RulesetSource> readAll(Path folder, Collection<ModelDescription> models)
            throws RulesetRejectedException {
        List<RulesetSource> sources = new ArrayList<>();
        List<RulesetIssue> errors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path path : RulesetFiles.folders(folder)) {
            RulesetFiles files = RulesetFiles.read(path);
            RulesetReader.Result result = RulesetReader.read(files, models);
            result.issues().stream().filter(RulesetIssue::isError).forEach(errors::add);
            result.ruleset().ifPresent(ruleset -> {
                if (!names.add(ruleset.name())) {
                    errors.add(new RulesetIssue(
                            RulesetIssue.Severity.ERROR,
                            files.folder() + "/ruleset.yaml",
                            1,
                            1,
                            "the ruleset \"" + ruleset.name() + "\" a second time",
                            "another folder beside it holds one of that name"));
                }
                sources.add(new RulesetSource(files, ruleset));
            });
        }
        if (!errors.isEmpty()) {
            throw new RulesetRejectedException(errors);
        }
        return List.copyOf(sources);
    }
}
