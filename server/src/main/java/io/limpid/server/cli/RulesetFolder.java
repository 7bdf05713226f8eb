package io.limpid.server.cli;

import io.limpid.RuleTests;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetReader;
import io.limpid.signal.classifier.ModelDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A ruleset as read from a folder.
 *
 * @param path as the caller wrote it
 * @param ruleset absent when it has an error
 * @param issues every problem, with paths that the caller can open from where they are
 */
record RulesetFolder(Path path, Optional<Ruleset> ruleset, List<RulesetIssue> issues) {
    RulesetFolder {
        issues = List.copyOf(issues);
    }

    /**
     * Reads the ruleset in {@code folder}, or each ruleset in the folders in it.
     *
     * @param models what rules demand of them is checked; without any it is not
     * @throws UnusableInputException if there is none
     */
    static List<RulesetFolder> readAll(Path folder, List<ModelDescription> models) {
        List<Path> paths = paths(folder);
        Map<String, Path> first = new HashMap<>();
        List<RulesetFolder> all = new ArrayList<>();
        for (Path path : paths) {
            RulesetFolder read = read(path, models);
            Path other = read.ruleset
                    .map(ruleset -> first.putIfAbsent(ruleset.name(), path))
                    .orElse(null);
            all.add(other == null ? read : read.refusedFor(other));
        }
        return all;
    }

    /**
     * Reads the one ruleset that a folder is, or holds.
     *
     * @throws UnusableInputException if there is none, or more than one, or it has errors, which the console is told
     */
    static Ruleset readOnly(Path folder, List<ModelDescription> models, Console console) {
        List<RulesetFolder> read = readAll(folder, models);
        if (read.size() != 1) {
            throw new UnusableInputException(
                    folder + " holds " + Count.of(read.size(), "ruleset") + "; name the folder of one");
        }
        RulesetFolder only = read.get(0);
        return only.ruleset().orElseThrow(() -> {
            only.issues().forEach(issue -> console.say(issue.toString()));
            return new UnusableInputException(
                    "the ruleset in " + folder + " cannot be used: " + Count.of(only.errors(), "error"));
        });
    }

    /**
     * The folder, or each folder in it, that is a ruleset.
     *
     * @throws UnusableInputException if there is none
     */
    static List<Path> paths(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UnusableInputException(
                    Files.exists(folder) ? folder + " is no folder" : "there is no folder " + folder);
        }
        List<Path> paths = RulesetFiles.folders(folder);
        if (paths.isEmpty()) {
            throw new UnusableInputException("no ruleset in " + folder
                    + "; a ruleset is a folder with a ruleset.yaml, or DIR is a folder of such folders");
        }
        return paths;
    }

    private static RulesetFolder read(Path path, List<ModelDescription> models) {
        RulesetFiles files = RulesetFiles.read(path);
        RulesetReader.Result result = RulesetReader.read(files, models);
        List<RulesetIssue> issues = result.issues().stream()
                .map(issue -> shownFrom(path, files.folder(), issue))
                .toList();
        return new RulesetFolder(path, result.ruleset(), issues);
    }

    private RulesetFolder refusedFor(Path other) {
        List<RulesetIssue> more = new ArrayList<>(issues);
        more.add(new RulesetIssue(
                RulesetIssue.Severity.ERROR,
                path.resolve("ruleset.yaml").normalize().toString(),
                1,
                1,
                "a second ruleset of this name",
                "the other is in " + other));
        return new RulesetFolder(path, Optional.empty(), more);
    }

    /** Runs the tests of its rules, if it is one that can be used, and tells which fail, and which prove nothing. */
    TestCount test(Models models, Consumer<RulesetIssue> told) {
        return ruleset.map(tested -> RuleTests.run(tested, models.classifiers()))
                .map(report -> {
                    report.failures().stream().map(this::shown).forEach(told);
                    report.remarks().stream().map(this::shown).forEach(told);
                    return TestCount.of(report);
                })
                .orElse(TestCount.NONE);
    }

    /** The issue of a rule's test, likewise with a path that can be opened. */
    private RulesetIssue shown(RulesetIssue issue) {
        return shownFrom(path, issue.file().substring(0, issue.file().indexOf('/')), issue);
    }

    /** An issue names files by the name of the folder; the caller may stand elsewhere. */
    static RulesetIssue shownFrom(Path path, String folder, RulesetIssue issue) {
        String inside =
                issue.file().startsWith(folder + "/") ? issue.file().substring(folder.length() + 1) : issue.file();
        return new RulesetIssue(
                issue.severity(),
                path.resolve(inside).normalize().toString(),
                issue.line(),
                issue.column(),
                issue.problem(),
                issue.hint());
    }

    long errors() {
        return issues.stream().filter(RulesetIssue::isError).count();
    }
}
