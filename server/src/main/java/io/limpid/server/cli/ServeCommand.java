package io.limpid.server.cli;

import io.limpid.server.config.ConfigReader;
import io.limpid.server.config.ConfigReader.Sources;
import io.limpid.server.config.Setting;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Runs the service until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Run the service.",
        description = {
            "Prints \"limpid listening on http://HOST:PORT\" on standard output when it is ready to answer. On SIGTERM or"
                    + " Ctrl-C it answers what it has accepted, closes its log and exits with 0.",
            "The first start on a data folder puts the rulesets of --rulesets in force; later starts keep those in force"
                    + " and say where the files differ.",
            "Models are loaded meanwhile: until then GET /readyz answers 503, and a decision that needs a score says that it lacks"
                    + " it.",
            "Callers show a key (limpid keys create), unless --open lets everybody on this machine in.",
            "",
            "An option goes before a variable LIMPID_..., and that before the file of --config; docs/configuration.md has all"
                    + " settings.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  limpid serve --open",
            "  curl -d '{\"text\": \"hello\"}' -H 'Content-Type: application/json' http://127.0.0.1:8080/v1/moderate",
            "",
            "Exit codes: 0 stopped as told, 2 it cannot start like this"
        })
final class ServeCommand implements Callable<Integer> {
    private static final String CONFIG = "LIMPID_CONFIG";

    private final Console console;
    private final Service.Starter starter;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The file of settings (YAML). Default: the one that LIMPID_CONFIG names, if any.")
    private @Nullable Path file;

    @Option(
            names = "--print-config",
            description = "Print every setting with its value and where that is from, and end.")
    private boolean print;

    private ServeCommand(Console console, Service.Starter starter) {
        this.console = console;
        this.starter = starter;
    }

    /** The command, with an option for each setting that has one. */
    static CommandLine of(Console console, Service.Starter starter) {
        var command = new CommandLine(new ServeCommand(console, starter));
        for (Setting setting : Setting.values()) {
            setting.option().ifPresent(name -> command.getCommandSpec().addOption(option(setting, name)));
        }
        return command;
    }

    private static OptionSpec option(Setting setting, String name) {
        String usual = setting.label().isEmpty()
                ? ""
                : setting.usual().map(value -> " Default: " + value + ".").orElse("");
        OptionSpec.Builder option = OptionSpec.builder(name).description(setting.meaning() + usual);
        if (setting.label().isEmpty()) {
            return option.type(boolean.class).build();
        }
        option.paramLabel(setting.label().get()).arity("1");
        return setting.isRepeatable()
                ? option.type(List.class).auxiliaryTypes(String.class).build()
                : option.type(String.class).build();
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> environment = console.environment();
        var sources = new Sources(
                options(),
                environment,
                Optional.ofNullable(file)
                        .or(() -> Optional.ofNullable(environment.get(CONFIG)).map(Path::of)),
                console.home());
        if (print) {
            console.out().print(ConfigReader.print(sources));
            return ExitCode.FINE;
        }
        Service service = starter.start(ConfigReader.read(sources));
        Shutdown.stopsWithZero(service, console);
        console.out().println("limpid listening on " + service.address());
        console.out().flush();
        new CountDownLatch(1).await();
        return ExitCode.FINE;
    }

    /** What was given on the command line. */
    private Map<Setting, List<String>> options() {
        ParseResult given = Objects.requireNonNull(spec).commandLine().getParseResult();
        Map<Setting, List<String>> options = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            setting.option().filter(given::hasMatchedOption).ifPresent(name -> {
                if (setting.label().isEmpty()) {
                    options.put(setting, List.of());
                } else if (setting.isRepeatable()) {
                    options.put(setting, given.matchedOptionValue(name, List.of()));
                } else {
                    options.put(setting, List.of(given.matchedOptionValue(name, "")));
                }
            });
        }
        return options;
    }
}
