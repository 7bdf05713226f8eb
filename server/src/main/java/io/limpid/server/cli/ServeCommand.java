package io.limpid.server.cli;

import io.limpid.rule.Action;
import io.limpid.rule.Suggestion;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Maintainers;
import io.limpid.server.publish.Notices;
import io.limpid.server.publish.PublishingException;
import io.limpid.server.publish.WebhookSecret;
import io.limpid.signal.classifier.BatchingClassifier;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            "Callers show a key (limpid keys create), unless --open lets everybody on this machine in."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  limpid serve --open",
            "  curl -d '{\"text\": \"hello\"}' -H 'Content-Type: application/json' http://127.0.0.1:8080/v1/moderate",
            "",
            "Exit codes: 0 stopped as told, 2 it cannot start like this"
        })
final class ServeCommand implements Callable<Integer> {
    private static final int MOST_DAYS = 36_500;
    private static final Pattern KEPT = Pattern.compile("([^:=]+:)?([^:=]+)=([0-9]{1,6})");

    private final Console console;
    private final Service.Starter starter;

    @Option(names = "--host", paramLabel = "HOST", description = "Where to listen. Default: 127.0.0.1.")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", description = "0 for any that is free. Default: 8080.")
    private int port = 8080;

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--origin",
            paramLabel = "NAME",
            description =
                    "What a new log calls itself in its checkpoints, such as example.org/decisions. Default: drawn.")
    private @Nullable String origin;

    @Mixin
    private RulesetsOption rulesets = new RulesetsOption();

    @Mixin
    private ModelsOption models = new ModelsOption();

    @Option(
            names = "--model-deadline",
            paramLabel = "MS",
            description = "How long a post waits for a model; a decision without it says so. Default: 1000.")
    private int modelMillis = BatchingClassifier.Patience.OF_CALLERS.millis();

    @Option(
            names = "--publish",
            paramLabel = "DIR",
            description =
                    "Write checkpoints into this folder, for others to take; if it is a git repository, commit them, and"
                            + " push where it has a remote.")
    private @Nullable Path published;

    @Option(
            names = "--witnesses",
            paramLabel = "POLICY_FILE",
            description = "Have checkpoints cosigned by the witnesses of this policy (C2SP tlog-policy).")
    private @Nullable Path witnesses;

    @Option(
            names = "--trust",
            paramLabel = "[RULESET=]KEY.pub",
            description =
                    "Take bundles that this maintainer has signed, of any ruleset or of the one named. Repeatable.")
    private List<String> trusted = new ArrayList<>();

    @Option(
            names = "--notify",
            paramLabel = "URL",
            description = "Tell this address when the brake of a rule goes off (Standard Webhooks).")
    private @Nullable URI notify;

    @Option(
            names = "--notify-secret",
            paramLabel = "FILE",
            description = "What notices are signed with: a file of mode 0600 that holds whsec_ and Base64.")
    private @Nullable Path secret;

    @Option(
            names = "--keep-content",
            paramLabel = "[PLATFORM:]ACTION=DAYS",
            split = ",",
            description =
                    "How long text and personal facts are kept, by what was decided, such as allow=30,hold=400, and for"
                            + " one platform, such as shop:allow=7; then they are erased, each day. Default: for good.")
    private List<String> kept = new ArrayList<>();

    @Option(names = "--open", description = "Ask nobody for a key. Only on a loopback address.")
    private boolean open;

    private Optional<Notices.Target> notices() {
        if ((notify == null) != (secret == null)) {
            throw new UnusableInputException("--notify and --notify-secret go together");
        }
        try {
            return notify == null || secret == null
                    ? Optional.empty()
                    : Optional.of(new Notices.Target(notify, WebhookSecret.read(secret)));
        } catch (PublishingException e) {
            throw new UnusableInputException("--notify: " + e.getMessage());
        }
    }

    private Maintainers maintainers() {
        try {
            return Maintainers.read(trusted);
        } catch (PublishingException | UncheckedIOException e) {
            throw new UnusableInputException("--trust: " + e.getMessage());
        }
    }

    private Retention retention() {
        Map<String, Integer> days = new TreeMap<>();
        for (String one : kept) {
            Matcher parts = KEPT.matcher(one);
            if (!parts.matches()) {
                throw new UnusableInputException(
                        "--keep-content: \"" + one + "\" is not ACTION=DAYS or PLATFORM:ACTION=DAYS, such as allow=30");
            }
            String action = parts.group(2);
            if (Action.parse(action).isEmpty()) {
                throw new UnusableInputException("--keep-content: there is no action \"" + action + "\"; "
                        + Suggestion.of(
                                action,
                                Stream.of(Action.values()).map(Action::id).toList()));
            }
            int count = Integer.parseInt(parts.group(3));
            if (count < 1 || count > MOST_DAYS) {
                throw new UnusableInputException("--keep-content: " + one + ": the days are 1 to " + MOST_DAYS);
            }
            String name = parts.group(1) == null ? action : parts.group(1) + action;
            if (days.put(name, count) != null) {
                throw new UnusableInputException("--keep-content: " + name + " is there twice");
            }
        }
        return new Retention(days);
    }

    ServeCommand(Console console, Service.Starter starter) {
        this.console = console;
        this.starter = starter;
    }

    @Override
    public Integer call() throws InterruptedException {
        Service service = starter.start(new Service.Options(
                host,
                port,
                data.place(origin, published, Optional.ofNullable(witnesses).map(PolicyFile::read)),
                rulesets.folder(console),
                models.read(console),
                modelMillis,
                retention(),
                maintainers(),
                notices(),
                open));
        Shutdown.stopsWithZero(service, console);
        console.out().println("limpid listening on " + service.address());
        console.out().flush();
        new CountDownLatch(1).await();
        return ExitCode.FINE;
    }
}
