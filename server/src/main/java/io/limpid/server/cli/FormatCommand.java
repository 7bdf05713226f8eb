package io.limpid.server.cli;

import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetLayout;
import io.limpid.server.log.IoErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the files of rulesets into one layout. */
@Command(
        name = "fmt",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Put rules, rulesets and lists into one layout, and print which files changed.",
        description = {
            "Keys come in the order of docs/writing-rules.md, each with its comments; white space at line ends goes, and a file"
                    + " ends in one line end. Entries of lists stay in their order.",
            "What a file means never changes: it is read again before it is written. A file that cannot be read is left alone,"
                    + " and its problem printed as file:line:column: problem (hint)."
        },
        footerHeading = "%nExit codes:%n",
        footer =
                "  0 all files are in the layout, 1 a file cannot be read, or with --check is not in the layout, 2 no ruleset to be"
                        + " read there")
final class FormatCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--check", description = "Write nothing; print the files that are not in the layout.")
    private boolean check;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "A ruleset, a folder of rulesets, or a file of a ruleset.")
    private List<Path> paths = new ArrayList<>();

    FormatCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Map<Path, Set<String>> wanted = new LinkedHashMap<>();
        for (Path path : paths) {
            if (Files.isRegularFile(path)) {
                add(path, wanted);
            } else {
                for (Path folder : RulesetFolder.paths(path)) {
                    wanted.computeIfAbsent(folder, key -> new TreeSet<>())
                            .addAll(RulesetFiles.read(folder).files().keySet());
                }
            }
        }
        int files = 0;
        int changed = 0;
        int issues = 0;
        for (Map.Entry<Path, Set<String>> folder : wanted.entrySet()) {
            RulesetFiles read = RulesetFiles.read(folder.getKey());
            for (String name : folder.getValue()) {
                if (!read.files().containsKey(name)) {
                    throw new UnusableInputException(
                            folder.getKey().resolve(name) + " is a link; links are not followed");
                }
            }
            RulesetLayout.Result result = RulesetLayout.of(read, folder.getValue()::contains);
            for (RulesetIssue issue : result.issues()) {
                console.out().println(RulesetFolder.shownFrom(folder.getKey(), read.folder(), issue));
            }
            result.changed().forEach((path, bytes) -> write(folder.getKey().resolve(path), bytes));
            files += folder.getValue().size();
            changed += result.changed().size();
            issues += result.issues().size();
        }
        console.say(Count.of(files, "file") + ": " + outcome(changed, issues));
        return issues == 0 && (changed == 0 || !check) ? ExitCode.FINE : ExitCode.DOES_NOT_HOLD;
    }

    private String outcome(int changed, int issues) {
        String layout = changed == 0
                ? issues == 0 ? "all in the layout" : "none changed"
                : check ? changed + " not in the layout" : changed + " changed";
        return layout + (issues == 0 ? "" : "; " + Count.of(issues, "problem") + ", and what has one was left alone");
    }

    /** Adds a file, under the folder of the ruleset that it belongs to. */
    private static void add(Path file, Map<Path, Set<String>> wanted) {
        boolean isHeader = file.endsWith("ruleset.yaml");
        Path absolute = file.toAbsolutePath().normalize();
        Path root = isHeader
                ? absolute.resolveSibling("")
                : absolute.resolveSibling("").resolveSibling("");
        String name = root.relativize(absolute).toString().replace('\\', '/');
        if (!RulesetFiles.belongs(name)) {
            throw new UnusableInputException(
                    file + " is no file of a ruleset: ruleset.yaml, rules/<name>.yaml, lists/<name>.txt");
        }
        Path inside = file.resolveSibling("");
        Path folder = isHeader ? inside : inside.resolve("..").normalize();
        wanted.computeIfAbsent(folder, key -> new TreeSet<>()).add(name);
    }

    /** Whole or not at all. */
    private void write(Path file, byte[] bytes) {
        console.out().println(file.normalize());
        if (check) {
            return;
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(unfinished, bytes);
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UnusableInputException("cannot write " + file + ": " + IoErrors.why(e));
        }
    }
}
