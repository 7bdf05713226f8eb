package io.limpid.server.config;

import com.google.common.net.InetAddresses;
import io.limpid.rule.Action;
import io.limpid.rule.Fields;
import io.limpid.rule.Issues;
import io.limpid.rule.Place;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.Suggestion;
import io.limpid.server.access.Allowance;
import io.limpid.server.access.Limits;
import io.limpid.server.access.OnFailure;
import io.limpid.server.config.ServerConfig.Listening;
import io.limpid.server.config.ServerConfig.LogFormat;
import io.limpid.server.config.ServerConfig.Logs;
import io.limpid.server.config.ServerConfig.ModelSettings;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogRefusedException;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Maintainers;
import io.limpid.server.publish.PublishingException;
import io.limpid.server.verify.WitnessPolicy;
import io.limpid.server.webhook.WebhookSettings;
import io.limpid.signal.classifier.ModelFile;
import io.limpid.signal.classifier.ModelFolder;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads how a server is to run, from options, the environment and a file, and collects everything that is wrong with it. */
public final class ConfigReader {
    private static final int MOST_DAYS = 36_500;
    private static final Pattern KEPT = Pattern.compile("([^:=]+:)?([^:=]+)=([0-9]{1,6})");
    private static final Pattern KEPT_KEY = Pattern.compile("([^:=]+:)?([^:=]+)");

    private final Settings settings;
    private final Issues issues;
    private final Path home;

    private ConfigReader(Settings settings, Issues issues, Path home) {
        this.settings = settings;
        this.issues = issues;
        this.home = home;
    }

    /**
     * What was given.
     *
     * @param options the values of each option that was given; none for a switch
     * @param environment all variables, of which those that begin with {@code LIMPID_} count
     * @param file the configuration file, if one was named
     * @param home the folder of the installation
     */
    public record Sources(
            Map<Setting, List<String>> options, Map<String, String> environment, Optional<Path> file, Path home) {
        public Sources {
            options = Map.copyOf(options);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * Reads.
     *
     * @throws StartRefusedException with everything that is wrong, a line each
     */
    public static ServerConfig read(Sources sources) {
        var issues = new Issues();
        Settings settings = Settings.read(sources.options(), sources.environment(), sources.file(), issues);
        return new ConfigReader(settings, issues, sources.home()).config(sources);
    }

    /**
     * Every setting with its value and where that is from, as a configuration file that says the same.
     *
     * @throws StartRefusedException likewise
     */
    public static String print(Sources sources) {
        var issues = new Issues();
        Settings settings = Settings.read(sources.options(), sources.environment(), sources.file(), issues);
        new ConfigReader(settings, issues, sources.home()).config(sources);
        Map<Setting, Path> usual = new EnumMap<>(Setting.class);
        usual.put(Setting.GUARD, LogPlace.usersGuard(sources.environment()));
        usual.put(Setting.RULESETS, sources.home().resolve("rulesets"));
        usual.put(Setting.MODELS, sources.home().resolve("models"));
        return settings.print(usual);
    }

    private ServerConfig config(Sources sources) {
        Optional<LogPlace> place = place(sources.environment());
        Limits limits = limits();
        ModelSettings models = models();
        Retention retention = new Retention(keptDays());
        Optional<Maintainers> maintainers = tried(Setting.TRUST, () -> Maintainers.read(keys()));
        WebhookSettings webhooks = new WebhookReader(settings, issues).read();
        Optional<TlsFiles> tls = tls();
        List<String> proxies = proxies();
        Path rulesets = settings.path(Setting.RULESETS).orElse(home.resolve("rulesets"));
        int port = settings.number(Setting.PORT);
        boolean open = settings.isOn(Setting.OPEN);
        String host = settings.text(Setting.HOST).orElse("");
        Logs logs = logs();
        checkProblems();
        return new ServerConfig(
                new Listening(host, port, open, tls, proxies),
                place.orElseThrow(),
                rulesets,
                models,
                retention,
                maintainers.orElseThrow(),
                webhooks,
                limits,
                logs);
    }

    private Logs logs() {
        String word = settings.text(Setting.LOG_FORMAT).orElse("text");
        if (!word.equals("text") && !word.equals("json")) {
            settings.error(Setting.LOG_FORMAT, "it is text or json, not \"" + word + "\"", "");
        }
        return new Logs(word.equals("json") ? LogFormat.JSON : LogFormat.TEXT, settings.isOn(Setting.LOG_REQUESTS));
    }

    private void checkProblems() {
        if (issues.hasErrors()) {
            throw new StartRefusedException(
                    issues.sorted().stream().map(ConfigReader::line).collect(Collectors.joining("\n")), null);
        }
    }

    /** An option or a variable is one place; only in a file there are lines. */
    private static String line(RulesetIssue issue) {
        return issue.line() == 1 && issue.column() == 1 && !Files.exists(Path.of(issue.file()))
                ? issue.file() + ": " + issue.problem() + (issue.hint().isEmpty() ? "" : "; " + issue.hint())
                : issue.toString();
    }

    /** What a part of the program makes of a setting; what it refuses is told at the setting's place. */
    private <T> Optional<T> tried(Setting setting, Supplier<T> read) {
        try {
            return Optional.of(read.get());
        } catch (PublishingException
                | LogRefusedException
                | StartRefusedException
                | IllegalArgumentException
                | UncheckedIOException e) {
            settings.error(setting, String.valueOf(e.getMessage()), "");
            return Optional.empty();
        }
    }

    private Optional<LogPlace> place(Map<String, String> environment) {
        Optional<WitnessPolicy> witnesses =
                settings.path(Setting.WITNESSES).flatMap(file -> tried(Setting.WITNESSES, () -> PolicyFile.read(file)));
        Path guard = settings.path(Setting.GUARD).orElseGet(() -> LogPlace.usersGuard(environment));
        return tried(
                Setting.ORIGIN,
                () -> new LogPlace(
                        settings.path(Setting.DATA).orElseThrow(),
                        guard,
                        settings.text(Setting.ORIGIN),
                        settings.path(Setting.PUBLISH),
                        witnesses));
    }

    private ModelSettings models() {
        OnFailure onFailure = settings.text(Setting.ON_FAILURE)
                .flatMap(word -> onFailure(settings.where(Setting.ON_FAILURE), word))
                .orElse(OnFailure.OPEN);
        Map<String, OnFailure> platforms = new HashMap<>();
        eachPlatform((name, fields) -> fields.text("on_failure")
                .flatMap(word -> onFailure(fields.at("on_failure"), word))
                .ifPresent(one -> platforms.put(name, one)));
        return new ModelSettings(modelFiles(), settings.number(Setting.MODEL_DEADLINE), onFailure, platforms);
    }

    private List<ModelFile> modelFiles() {
        Optional<Path> given = settings.path(Setting.MODELS);
        Path folder = given.orElse(home.resolve("models"));
        if (!Files.isDirectory(folder)) {
            given.ifPresent(named -> settings.error(
                    Setting.MODELS, Files.exists(named) ? named + " is no folder" : "there is no folder " + named, ""));
            return List.of();
        }
        return tried(Setting.MODELS, () -> ModelFolder.readAll(folder)).orElse(List.of());
    }

    private Optional<OnFailure> onFailure(Place at, String word) {
        Optional<OnFailure> found = Arrays.stream(OnFailure.values())
                .filter(one -> one.id().equals(word))
                .findFirst();
        if (found.isEmpty()) {
            issues.error(at, "it is open or closed, not \"" + word + "\"", "");
        }
        return found;
    }

    private Limits limits() {
        var perKey = new Allowance(
                settings.number(Setting.KEY_REQUESTS),
                settings.number(Setting.KEY_CHARACTERS),
                settings.number(Setting.KEY_CONCURRENT),
                settings.number(Setting.KEY_BATCHES));
        Map<String, Allowance> platforms = new HashMap<>();
        eachPlatform((name, fields) -> platforms.put(
                name,
                new Allowance(
                        of(fields, Setting.KEY_REQUESTS, perKey.requestsPerSecond()),
                        of(fields, Setting.KEY_CHARACTERS, perKey.charactersPerSecond()),
                        of(fields, Setting.KEY_CONCURRENT, perKey.concurrentRequests()),
                        of(fields, Setting.KEY_BATCHES, perKey.batches()))));
        return new Limits(
                settings.number(Setting.CONNECTIONS),
                settings.number(Setting.CONNECTIONS_PER_ADDRESS),
                settings.number(Setting.REQUEST_SECONDS),
                settings.number(Setting.BATCH_LINES),
                new Allowance(
                        settings.number(Setting.ALL_REQUESTS),
                        settings.number(Setting.ALL_CHARACTERS),
                        settings.number(Setting.CONCURRENT),
                        settings.number(Setting.BATCHES)),
                perKey,
                platforms);
    }

    private static int of(Fields fields, Setting setting, int otherwise) {
        return fields.integer(setting.member(), setting.least(), setting.most()).orElse(otherwise);
    }

    private void eachPlatform(BiConsumer<String, Fields> reader) {
        Optional<Fields> platforms = settings.keys(Setting.PLATFORMS);
        for (String name : platforms.map(Fields::keys).orElse(List.of())) {
            platforms
                    .flatMap(all -> all.mapping(name, "the platform \"" + name + "\""))
                    .ifPresent(fields -> {
                        reader.accept(name, fields);
                        for (Setting setting : List.of(
                                Setting.KEY_REQUESTS,
                                Setting.KEY_CHARACTERS,
                                Setting.KEY_CONCURRENT,
                                Setting.KEY_BATCHES)) {
                            fields.plain(setting.member());
                        }
                        fields.plain(Setting.ON_FAILURE.member());
                        fields.done();
                    });
        }
    }

    /** The file of each trusted key, with the ruleset that it is for; in the configuration file a path is from its folder. */
    private List<String> keys() {
        return settings.texts(Setting.TRUST).stream().map(this::keyFrom).toList();
    }

    private String keyFrom(String named) {
        int equals = named.indexOf('=');
        String path = named.substring(equals + 1);
        return path.isBlank() ? named : named.substring(0, equals + 1) + settings.from(Setting.TRUST, path);
    }

    private Optional<TlsFiles> tls() {
        Optional<Path> certificate = settings.path(Setting.CERTIFICATE);
        Optional<Path> key = settings.path(Setting.PRIVATE_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            settings.error(
                    certificate.isPresent() ? Setting.CERTIFICATE : Setting.PRIVATE_KEY,
                    "tls.certificate and tls.key go together",
                    "");
            return Optional.empty();
        }
        return certificate.map(file -> new TlsFiles(file, key.orElseThrow()));
    }

    /** Whether it is an address, or one with the length of its network behind a slash. */
    private static boolean isNetwork(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length > 2 || !InetAddresses.isInetAddress(parts[0])) {
            return false;
        }
        int most = parts[0].contains(":") ? 128 : 32;
        return parts.length == 1 || parts[1].matches("[0-9]{1,3}") && Integer.parseInt(parts[1]) <= most;
    }

    private List<String> proxies() {
        List<String> proxies = settings.texts(Setting.PROXIES);
        for (String proxy : proxies) {
            if (!isNetwork(proxy)) {
                settings.error(
                        Setting.PROXIES,
                        "\"" + proxy + "\" is no address and no network",
                        "such as 10.0.0.7 or 10.0.0.0/8");
            }
        }
        return proxies;
    }

    /** Days by class, from the mapping of a file or from texts such as {@code shop:allow=7}. */
    private Map<String, Integer> keptDays() {
        Map<String, Integer> days = new TreeMap<>();
        if (settings.plain(Setting.KEEP_CONTENT).orElse("") instanceof Map<?, ?>) {
            Fields kept = settings.keys(Setting.KEEP_CONTENT).orElseThrow();
            for (String name : kept.keys()) {
                Matcher parts = KEPT_KEY.matcher(name);
                if (!parts.matches()) {
                    issues.error(
                            kept.atKey(name), "\"" + name + "\" is not ACTION or PLATFORM:ACTION", "such as allow");
                    continue;
                }
                checkAction(kept.atKey(name), parts.group(2));
                kept.integer(name, 1, MOST_DAYS).ifPresent(count -> days.put(name, count));
            }
            return days;
        }
        Place at = settings.where(Setting.KEEP_CONTENT);
        for (String one : settings.texts(Setting.KEEP_CONTENT).stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .toList()) {
            Matcher parts = KEPT.matcher(one);
            if (!parts.matches()) {
                issues.error(at, "\"" + one + "\" is not ACTION=DAYS or PLATFORM:ACTION=DAYS, such as allow=30", "");
                continue;
            }
            checkAction(at, parts.group(2));
            int count = Integer.parseInt(parts.group(3));
            if (count < 1 || count > MOST_DAYS) {
                issues.error(at, one + ": the days are 1 to " + MOST_DAYS, "");
            }
            String name = parts.group(1) == null ? parts.group(2) : parts.group(1) + parts.group(2);
            if (days.put(name, Math.max(1, count)) != null) {
                issues.error(at, name + " is there twice", "");
            }
        }
        return days;
    }

    private void checkAction(Place at, @Nullable String action) {
        String name = String.valueOf(action);
        if (Action.parse(name).isEmpty()) {
            issues.error(
                    at,
                    "there is no action \"" + name + "\"",
                    Suggestion.of(
                            name, Stream.of(Action.values()).map(Action::id).toList()));
        }
    }
}
