package io.limpid.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A setting of the service: one key of the configuration file, one variable of the environment, and for many an option of
 * {@code limpid serve}. What is not here cannot be set.
 */
public enum Setting {
    HOST("host", Kind.TEXT, "127.0.0.1", "--host HOST", "Where to listen: a name or an address."),
    PORT("port", 0, 65_535, "8080", "--port PORT", "The port to listen on; 0 for any that is free."),
    OPEN("open", Kind.SWITCH, "false", "--open", "Ask nobody for a key. Only on a loopback address."),
    CERTIFICATE(
            "tls.certificate",
            Kind.PATH,
            null,
            null,
            "A PEM file with the certificate and those that it rests on. With it the service speaks HTTPS."),
    PRIVATE_KEY(
            "tls.key",
            Kind.PATH,
            null,
            null,
            "The PEM file with the certificate's private key (PKCS #8), of mode 0600."),
    PROXIES(
            "proxies",
            Kind.TEXTS,
            null,
            null,
            "Addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For is believed."),
    DATA("data", Kind.PATH, "data", "--data DIR", "The folder of the log, of the rulesets in force and of the keys."),
    GUARD(
            "guard",
            Kind.PATH,
            null,
            "--guard FILE",
            "Keeps what each log signed last, apart from the logs, so that an older copy is recognised. Default: guard.db in"
                    + " the user's state folder, such as ~/.local/state/limpid."),
    ORIGIN(
            "origin",
            Kind.TEXT,
            null,
            "--origin NAME",
            "What a new log calls itself in its checkpoints, such as example.org/decisions. Default: drawn."),
    RULESETS(
            "rulesets",
            Kind.PATH,
            null,
            "--rulesets DIR",
            "A ruleset, or a folder of rulesets, for the first start on a data folder. Default: those that come with limpid."),
    MODELS(
            "models",
            Kind.PATH,
            null,
            "--models DIR",
            "A model, or a folder of models. Default: those that come with limpid."),
    MODEL_DEADLINE(
            "model_deadline_ms",
            1,
            60_000,
            "1000",
            "--model-deadline MS",
            "How long a post waits for a model; a decision without it says so."),
    ON_FAILURE(
            "on_failure",
            Kind.TEXT,
            "open",
            null,
            "What a platform gets where a layer fails: open, a decision that names what is missing, or closed, none (503)."),
    PUBLISH(
            "publish",
            Kind.PATH,
            null,
            "--publish DIR",
            "Write checkpoints into this folder, for others to take; if it is a git repository, commit them, and push where it"
                    + " has a remote."),
    WITNESSES(
            "witnesses",
            Kind.PATH,
            null,
            "--witnesses POLICY_FILE",
            "Have checkpoints cosigned by the witnesses of this policy (C2SP tlog-policy)."),
    TRUST(
            "trust",
            Kind.TEXTS,
            null,
            "--trust [RULESET=]KEY.pub",
            "Take bundles that this maintainer has signed, of any ruleset or of the one named. Repeatable."),
    KEEP_CONTENT(
            "keep_content",
            Kind.DAYS,
            null,
            "--keep-content [PLATFORM:]ACTION=DAYS",
            "How long text and personal facts are kept, by what was decided, such as allow=30,hold=400, and for one platform,"
                    + " such as shop:allow=7; then they are erased, each day. Default: for good."),
    NOTIFY(
            "notify",
            Kind.TEXT,
            null,
            "--notify URL",
            "Tell this address what changes after an answer: erasures, brakes, versions in force (Standard Webhooks)."),
    NOTIFY_SECRET(
            "notify_secret",
            Kind.PATH,
            null,
            "--notify-secret FILE",
            "What is signed with: a file of mode 0600 that holds whsec_ and Base64, one a line."),
    WEBHOOKS(
            "webhooks",
            Kind.OBJECTS,
            null,
            null,
            "Whom to tell what changes after an answer: by a name, url and secret_file, and if wanted platform (hear of its"
                    + " decisions only) and events (hear of these only)."),
    WEBHOOK_HOSTS("webhook_hosts", Kind.TEXTS, null, null, "The only hosts that webhooks may be at. Default: any."),
    WEBHOOK_PRIVATE_ADDRESSES(
            "webhook_private_addresses",
            Kind.SWITCH,
            "false",
            "--webhook-private-addresses",
            "Also send webhooks to addresses that the public network does not reach."),
    CONNECTIONS(
            "limits.connections",
            1,
            100_000,
            "4096",
            null,
            "Connections at a time; who comes then waits to be let in."),
    CONNECTIONS_PER_ADDRESS(
            "limits.connections_per_address",
            1,
            100_000,
            "512",
            null,
            "Connections of one address at a time; more are closed at once. Those of this machine and of proxies are not counted."),
    REQUEST_SECONDS(
            "limits.request_seconds",
            1,
            3_600,
            "60",
            null,
            "How long a request may take, from its first line to its answer; then it is cut off. Batches and exports take as long"
                    + " as their callers do."),
    ALL_REQUESTS(
            "limits.requests_per_second",
            0,
            1_000_000,
            "0",
            null,
            "Requests of all callers; as many at once, then so many each second. 0 for no limit. More are answered with 503."),
    ALL_CHARACTERS(
            "limits.characters_per_second",
            0,
            1_000_000_000,
            "0",
            null,
            "Bytes of the posts of all callers, likewise."),
    CONCURRENT(
            "limits.concurrent_requests",
            1,
            160,
            "160",
            null,
            "Requests under way at a time, of all callers; one more is answered with 503. Batches are not among them."),
    BATCHES(
            "limits.batches",
            1,
            128,
            "64",
            null,
            "Batches under way at a time, of all callers. Each holds a thread for as long as its caller takes."),
    BATCH_LINES(
            "limits.batch_lines",
            1,
            4_096,
            "256",
            null,
            "Lines of one batch that are decided and not yet answered; more are not read until the caller has taken some."),
    KEY_REQUESTS(
            "per_key.requests_per_second",
            0,
            1_000_000,
            "1000",
            null,
            "Requests of one key; as many at once, then so many each second. 0 for no limit. More are answered with 429."),
    KEY_CHARACTERS(
            "per_key.characters_per_second",
            0,
            1_000_000_000,
            "2000000",
            null,
            "Bytes of the posts of one key, likewise; a single post may be larger. 0 for no limit."),
    KEY_CONCURRENT(
            "per_key.concurrent_requests",
            1,
            160,
            "128",
            null,
            "Requests of one key that are under way at a time; one more is answered with 429."),
    KEY_BATCHES("per_key.batches", 1, 128, "16", null, "Batches of one key under way at a time."),
    PLATFORMS(
            "platforms",
            Kind.OBJECTS,
            null,
            null,
            "What holds for the keys of one platform instead: by its name, any of requests_per_second, characters_per_second,"
                    + " concurrent_requests, batches, on_failure."),
    LOG_FORMAT(
            "log_format",
            Kind.TEXT,
            "text",
            null,
            "How the service talks on standard error: text, or json, an object a line."),
    LOG_REQUESTS(
            "log_requests",
            Kind.SWITCH,
            "false",
            null,
            "Say a line of each request: method, route, status, time, key and request id; nothing of what was sent.");

    /** What a value is. */
    enum Kind {
        TEXT,
        PATH,
        NUMBER,
        SWITCH,
        TEXTS,
        DAYS,
        OBJECTS
    }

    private static final String PREFIX = "LIMPID_";

    private final String key;
    private final Kind kind;
    private final int least;
    private final int most;
    private final @Nullable String usual;
    private final @Nullable String option;
    private final String meaning;

    Setting(String key, Kind kind, @Nullable String usual, @Nullable String option, String meaning) {
        this(key, kind, 0, 0, usual, option, meaning);
    }

    Setting(String key, int least, int most, String usual, @Nullable String option, String meaning) {
        this(key, Kind.NUMBER, least, most, usual, option, meaning);
    }

    @SuppressWarnings("TooManyParameters")
    Setting(
            String key,
            Kind kind,
            int least,
            int most,
            @Nullable String usual,
            @Nullable String option,
            String meaning) {
        this.key = key;
        this.kind = kind;
        this.least = least;
        this.most = most;
        this.usual = usual;
        this.option = option;
        this.meaning = meaning;
    }

    /** The key in the file, such as {@code limits.connections} for {@code connections} under {@code limits}. */
    public String key() {
        return key;
    }

    /** The key under which it stands with others; empty for none. */
    Optional<String> group() {
        int dot = key.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(key.substring(0, dot));
    }

    /** The last part of its key. */
    String member() {
        return key.substring(key.indexOf('.') + 1);
    }

    /** The variable of the environment, such as {@code LIMPID_LIMITS_CONNECTIONS}. */
    public String variable() {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** The option of {@code serve}, such as {@code --port}; empty for none. */
    public Optional<String> option() {
        return Optional.ofNullable(option).map(text -> text.split(" ", 2)[0]);
    }

    /** How help calls the option's value; empty for a switch. */
    public Optional<String> label() {
        return Optional.ofNullable(option)
                .map(text -> text.split(" ", 2))
                .filter(parts -> parts.length > 1)
                .map(parts -> parts[1]);
    }

    Kind kind() {
        return kind;
    }

    /** Whether its option may be given more than once. */
    public boolean isRepeatable() {
        return kind == Kind.TEXTS || kind == Kind.DAYS;
    }

    int least() {
        return least;
    }

    int most() {
        return most;
    }

    /** The value where none is given, as the file would have it; empty where there is none, or it depends on the machine. */
    public Optional<String> usual() {
        return Optional.ofNullable(usual);
    }

    /** What it does. */
    public String meaning() {
        return meaning;
    }

    /** What a value may be, in words. */
    public String range() {
        return switch (kind) {
            case TEXT -> "text";
            case PATH -> "path";
            case NUMBER -> least + " to " + most;
            case SWITCH -> "true or false";
            case TEXTS -> "list of texts";
            case DAYS -> "days, 1 to 36500, by action or platform:action";
            case OBJECTS -> "keys of its own";
        };
    }

    static List<String> variables() {
        return Arrays.stream(values()).map(Setting::variable).toList();
    }
}
