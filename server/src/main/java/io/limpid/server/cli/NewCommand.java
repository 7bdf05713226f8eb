package io.limpid.server.cli;

import io.limpid.server.log.IoErrors;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Begins a rule, and the ruleset where there is none. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        header = "Begin a rule: its file, its list, and tests that fail until it is written.",
        description =
                "Writes RULESET/rules/RULE.yaml and RULESET/lists/RULE.txt, and RULESET/ruleset.yaml where there is none. A file"
                        + " that is there already is never overwritten; then nothing is written.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid rules new my-rules/market fake-tickets     the rule market.fake-tickets",
            "  limpid rules test my-rules/market                 what it does not do yet",
            "",
            "Exit codes: 0 the files are there, 2 a name cannot be used, or a file is there already"
        })
final class NewCommand implements Callable<Integer> {
    private static final Pattern RULESET_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,49}");
    private static final Pattern RULE_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,48}");
    private static final Pattern NAME_KEY = Pattern.compile("^ruleset:\\s*[\"']?([a-z0-9-]+)", Pattern.MULTILINE);

    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "RULESET",
            description = "The folder of the ruleset. A new one is named like its folder.")
    private Path folder = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "RULE",
            description = "The name of the rule, of a-z, 0-9 and -, such as fake-tickets.")
    private String rule = "";

    NewCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path header = folder.resolve("ruleset.yaml");
        boolean isNew = !Files.exists(header);
        String ruleset = isNew ? nameOfFolder() : nameIn(header);
        var scaffold = new RuleScaffold(ruleset, ruleName(ruleset));
        Path ruleFile = folder.resolve("rules").resolve(scaffold.name() + ".yaml");
        Map<Path, String> files = new LinkedHashMap<>();
        if (isNew) {
            files.put(header, schemaLine(header, "ruleset") + scaffold.rulesetFile());
        }
        files.put(ruleFile, schemaLine(ruleFile, "rule") + scaffold.ruleFile());
        files.put(folder.resolve("lists").resolve(scaffold.name() + ".txt"), scaffold.listFile());
        files.keySet().stream().filter(Files::exists).findFirst().ifPresent(file -> {
            throw new UnusableInputException(file + " is there already; nothing was written");
        });
        files.forEach(this::write);
        console.say("Both tests of " + ruleset + "." + scaffold.name() + " fail until the rule is written:");
        console.say("  1. put a post that it has to match, and a harmless one that looks alike, into \"tests\"");
        console.say("  2. write \"signals\", the list and \"when\" until limpid rules test " + folder + " passes");
        console.say("  3. say whom it serves in \"title\", \"ground\" and \"explain\"; limpid rules lint " + folder
                + " tells what is missing");
        return ExitCode.FINE;
    }

    private String nameOfFolder() {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String name = last == null ? "" : last.toString();
        if (!RULESET_NAME.matcher(name).matches()) {
            throw new UnusableInputException("\"" + name + "\" is no name for a ruleset (a-z, 0-9 and -)");
        }
        return name;
    }

    private static String nameIn(Path header) {
        try {
            Matcher name = NAME_KEY.matcher(Files.readString(header));
            if (name.find()) {
                return name.group(1);
            }
            throw new UnusableInputException(header + " does not name the ruleset; limpid rules lint tells more");
        } catch (IOException e) {
            throw new UnusableInputException("cannot read " + header + ": " + IoErrors.why(e));
        }
    }

    /** Its name within the ruleset; the whole id does as well. */
    private String ruleName(String ruleset) {
        String name = rule.startsWith(ruleset + ".") ? rule.substring(ruleset.length() + 1) : rule;
        if (!RULE_NAME.matcher(name).matches()) {
            throw new UnusableInputException(
                    "\"" + rule + "\" is no name for a rule of " + ruleset + " (a-z, 0-9 and -, such as fake-tickets)");
        }
        return name;
    }

    /** Tells editors where the schema is, if the file stands beside it in one installation, so that the way stays true. */
    private String schemaLine(Path file, String schema) {
        Path home = console.home().toAbsolutePath().normalize();
        Path target = home.resolve("docs/schema/" + schema + ".schema.json");
        Path from = file.toAbsolutePath().normalize();
        if (!from.startsWith(home) || !Files.isRegularFile(target)) {
            return "";
        }
        Path folderOfFile = from.resolveSibling("");
        return "# yaml-language-server: $schema="
                + folderOfFile.relativize(target).toString().replace('\\', '/') + "\n";
    }

    private void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            console.out().println(file);
        } catch (FileAlreadyExistsException e) {
            throw new UnusableInputException(file + " is there already; it was left as it is");
        } catch (IOException e) {
            throw new UnusableInputException("cannot write " + file + ": " + IoErrors.why(e));
        }
    }
}
