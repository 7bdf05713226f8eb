package io.limpid.server.cli;

import io.limpid.server.config.StartRefusedException;
import io.limpid.server.log.IoErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code limpid} command with all its subcommands. */
public final class CommandLineProgram {
    private CommandLineProgram() {}

    /**
     * Runs one command.
     *
     * @param starter starts the service where a command needs one
     * @return the exit code: 0 fine, 1 what was checked does not hold, 2 wrong usage or unreadable input
     */
    public static int run(Console console, Service.Starter starter, String... args) {
        int code = of(console, starter).execute(args);
        console.out().flush();
        console.err().flush();
        return code;
    }

    static CommandLine of(Console console, Service.Starter starter) {
        var program = new CommandLine(new Top())
                .addSubcommand(new DemoCommand(console, starter))
                .addSubcommand(ServeCommand.of(console, starter))
                .addSubcommand(new CheckCommand(console))
                .addSubcommand(RulesCommand.of(console))
                .addSubcommand(ModelsCommand.of(console))
                .addSubcommand(LogCommand.of(console))
                .addSubcommand(KeysCommand.of(console))
                .addSubcommand(new BackupCommand(console))
                .addSubcommand(new RestoreCommand(console))
                .addSubcommand(WebhooksCommand.of(console))
                .addSubcommand(new CompletionCommand(console));
        return program.setOut(console.out())
                .setErr(console.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.watched() ? Ansi.AUTO : Ansi.OFF))
                .setUsageHelpWidth(100)
                .setUsageHelpLongOptionsMaxWidth(30)
                .setAbbreviatedOptionsAllowed(false)
                .setAbbreviatedSubcommandsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(new CommandLine.RunLast())
                .setParameterExceptionHandler((e, given) -> wrongUsage(console, e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(console, e));
    }

    private static int wrongUsage(Console console, ParameterException e) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        console.say(name + ": " + problem(e));
        if (e instanceof UnmatchedArgumentException unmatched) {
            String nearest = String.join(
                    " or ", unmatched.getSuggestions().stream().limit(3).toList());
            if (!nearest.isEmpty()) {
                console.say("Did you mean " + nearest + "?");
            }
        }
        console.say("See " + name + " --help.");
        return command.getCommand() instanceof VerifyCommand ? VerifyCommand.WRONG_USAGE : ExitCode.UNUSABLE;
    }

    private static String problem(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            // Picocli would call the value of an unknown option an unknown option too.
            return "Unknown option: '" + unmatched.getUnmatched().get(0) + "'";
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong usage");
    }

    private static int failed(Console console, Exception e) {
        if (e instanceof UnusableInputException || e instanceof StartRefusedException) {
            String.valueOf(e.getMessage()).lines().forEach(line -> console.say("limpid: " + line));
        } else if (e instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            console.say("limpid: " + e.getMessage() + ": " + IoErrors.inWords(unchecked.getCause()));
        } else if (e instanceof IOException io) {
            console.say("limpid: " + IoErrors.inWords(io));
        } else {
            console.say(fault(e));
        }
        return ExitCode.UNUSABLE;
    }

    /** What is said of an error that nobody expected. */
    static String fault(Throwable e) {
        return "limpid: a fault of the program, not of yours: " + e + " at " + origin(e)
                + ". Please report it with what you gave it.";
    }

    private static String origin(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.limpid."))
                .limit(2)
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(" from "));
    }

    /** Does nothing itself: picocli then demands a subcommand. */
    @Command(
            name = "limpid",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            header = "Content moderation with published rules and decisions that anyone can check.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  limpid demo                            the whole way of a post, on samples",
                "  limpid serve --open                    the service, on 127.0.0.1:8080",
                "  limpid check posts.jsonl               decide on posts, a JSON object a line",
                "  limpid rules lint rulesets             every problem of every ruleset, and their tests",
                "  limpid rules explain --text \"加薇✓信\"   what each rule makes of a post",
                "  limpid log verify --data data          the decision log, against all that it promises",
                "",
                "Exit codes: 0 fine, 1 what was checked does not hold, 2 wrong usage or unreadable input.",
                "Data goes to standard output, all talk to standard error."
            })
    private static final class Top {}

    /** Name and version of the program and what it runs on. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {io.limpid.Engine.describe()};
        }
    }
}
