package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.server.access.Caller;
import io.limpid.server.access.Keys;
import io.limpid.server.access.Throttle;
import io.limpid.server.api.Problem.Fault;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Idempotency;
import io.limpid.server.log.LogOverloadedException;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.openapi.ApiDocument;
import io.limpid.server.publish.BacktestStore;
import io.limpid.server.publish.BrakeWatch;
import io.limpid.server.publish.Brakes;
import io.limpid.server.publish.Publisher;
import io.limpid.server.publish.RulesetCatalog;
import io.limpid.server.sqlite.StoreUnavailableException;
import io.limpid.server.webhook.Webhooks;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.ModelDescription;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP routes. Safe for many threads. */
public final class Api implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String NDJSON = "application/x-ndjson";

    /** Bytes of a refused body that are read before the answer. */
    private static final long READ_ON_MAX = 8L << 20;

    /** Likewise for how long. */
    private static final long READ_ON_NANOS = 2_000_000_000L;

    private final Moderator moderator;
    private final DecisionLog log;
    private final LogRoutes logRoutes;
    private final DecisionRoutes decisionRoutes;
    private final ExportRoute exportRoute;
    private final RulesetCatalog catalog;
    private final RulesetRoutes rulesetRoutes;
    private final Backtester backtester;
    private final BacktestRoutes backtestRoutes;
    private final PinnedRulesets pinned;
    private final List<BatchingClassifier> classifiers;
    private final Map<String, ModelDescription> models;
    private final PrometheusMeterRegistry meters;
    private final Gatekeeper gatekeeper;
    private final Optional<Keys> keys;
    private final WebhookRoutes webhookRoutes;
    private final BooleanSupplier draining;
    private final Throttle throttle;
    private final int batchLines;

    /**
     * Routes over these parts.
     *
     * @param catalog the rulesets: those in force, and those of any decision in the log
     * @param publisher takes the steps that maintainers ask for
     * @param backtests those of versions that were published here
     * @param classifiers the models that rules may ask
     * @param meters what is counted and timed
     * @param keys by which callers are known; empty where none are asked for, so that only callers of this machine may be answered
     * @param throttle lets in as many as there is room for
     * @param batchLines of one batch that are decided and not yet answered
     * @param webhooks who is told of what changes after an answer
     * @param draining whether the server is about to stop
     */
    public Api(
            Moderator moderator,
            DecisionLog log,
            RulesetCatalog catalog,
            Publisher publisher,
            Brakes brakes,
            BrakeWatch watch,
            BacktestStore backtests,
            List<BatchingClassifier> classifiers,
            PrometheusMeterRegistry meters,
            Optional<Keys> keys,
            Throttle throttle,
            int batchLines,
            Webhooks webhooks,
            BooleanSupplier draining) {
        this.throttle = throttle;
        this.batchLines = batchLines;
        this.moderator = moderator;
        this.log = log;
        this.logRoutes = new LogRoutes(log, moderator.executor());
        PinnedRulesets pinned = pinned(catalog);
        var replayer = new Replayer(pinned, classifiers);
        var access = new ContentAccess(log, moderator.executor());
        this.decisionRoutes = new DecisionRoutes(log, pinned, replayer, access, moderator.executor());
        this.backtester = new Backtester(log, catalog, replayer, backtests, moderator::isBusy);
        this.backtestRoutes =
                new BacktestRoutes(catalog, log, replayer, access, backtester, backtests, moderator.clock());
        this.pinned = pinned;
        this.exportRoute = new ExportRoute(new Export(log, pinned));
        this.catalog = catalog;
        this.classifiers = List.copyOf(classifiers);
        this.models = classifiers.stream()
                .map(BatchingClassifier::model)
                .collect(Collectors.toUnmodifiableMap(ModelDescription::name, Function.identity()));
        this.rulesetRoutes = new RulesetRoutes(catalog, publisher, brakes, watch, models, log.origin());
        this.meters = meters;
        this.gatekeeper = new Gatekeeper(keys, throttle);
        this.keys = keys;
        this.webhookRoutes = new WebhookRoutes(webhooks);
        this.draining = draining;
    }

    private static PinnedRulesets pinned(RulesetCatalog catalog) {
        return new PinnedRulesets() {
            @Override
            public Optional<Ruleset> find(String digest) {
                return catalog.find(digest);
            }

            @Override
            public Optional<Ruleset> text(String digest) {
                return catalog.text(digest);
            }

            @Override
            public List<Ruleset> inForce() {
                return catalog.active();
            }
        };
    }

    /** Bodies up to so many bytes are there before a thread takes the request up. Most posts are smaller. */
    public static final long SMALL_BODY = 32 << 10;

    /** Routes that read their body as it comes. */
    public static final String STREAMED_PATH = Gatekeeper.BATCH;

    /** Larger bodies that are being read at a time: each holds a thread for as long as its caller takes to send it. */
    private static final int MOST_LARGE_BODIES = 64;

    private final Semaphore largeBodies = new Semaphore(MOST_LARGE_BODIES);

    /** Adds the routes, and what happens when a request fits none or fails. */
    public void addTo(RoutesConfig routes) {
        var requests = new RequestObserver(meters);
        routes.before(context -> {
            if (draining.getAsBoolean()) {
                context.header("Connection", "close");
            }
        });
        requests.addTo(routes);
        routes.beforeMatched(gatekeeper::check);
        routes.after(gatekeeper::leave);
        routes.post("/v1/moderate", this::moderate, Access.PLATFORM);
        routes.post(Gatekeeper.BATCH, this::batch, Access.PLATFORM);
        new OpenAiRoutes(moderator, pinned, this::body).addTo(routes);
        new PerspectiveRoutes(moderator, classifiers, this::body).addTo(routes);
        decisionRoutes.addTo(routes);
        logRoutes.addTo(routes);
        routes.get("/v1/export", exportRoute::answer, Access.AUDITOR);
        rulesetRoutes.addTo(routes);
        backtestRoutes.addTo(routes);
        keys.ifPresent(known -> new KeyRoutes(known).addTo(routes));
        webhookRoutes.addTo(routes);
        byte[] document = ApiDocument.published().json();
        routes.get("/openapi.json", context -> answer(context, document), Access.EVERYBODY);
        routes.get("/healthz", context -> answer(context, Json.object().put("status", "alive")), Access.EVERYBODY);
        routes.get("/readyz", this::ready, Access.EVERYBODY);
        routes.get(
                "/metrics",
                context -> context.contentType(PROMETHEUS).result(meters.scrape()),
                Access.AUDITOR,
                Access.ADMIN);
        routes.exception(RefusedException.class, (e, context) -> refuse(context, e.problem()));
        routes.exception(LogUnavailableException.class, (e, context) -> {
            LOG.error("the log cannot be used", e);
            refuse(context, Problem.logUnavailable());
        });
        routes.exception(
                LogOverloadedException.class,
                (e, context) ->
                        refuse(context, Problem.overloaded("more waits for the log than it takes; try again shortly")));
        routes.exception(StoreUnavailableException.class, (e, context) -> {
            LOG.error("a store cannot be used", e);
            refuse(context, Problem.storeUnavailable());
        });
        routes.exception(MethodNotAllowedResponse.class, (e, context) -> {
            context.header("Allow", String.join(", ", e.getDetails().values()));
            refuse(context, problem(e.getStatus()));
        });
        routes.exception(HttpResponseException.class, (e, context) -> refuse(context, problem(e.getStatus())));
        routes.exception(IOException.class, (e, context) -> {
            boolean late = e.getCause() instanceof TimeoutException;
            if (!late && !(e instanceof EOFException)) {
                fail(context, e);
                return;
            }
            LOG.debug("a caller went away, or did not go on", e);
            context.header("Connection", "close");
            write(context, Problem.badRequest(late ? 408 : 400));
        });
        routes.exception(Exception.class, (e, context) -> fail(context, e));
    }

    private static void fail(Context context, Exception e) {
        LOG.atError()
                .setCause(e)
                .addKeyValue("request_id", RequestObserver.id(context))
                .log("a request failed");
        refuse(context, Problem.internal());
    }

    private void moderate(Context context) throws RefusedException, IOException {
        checkType(context, JSON);
        byte[] body = body(context);
        Idempotency idempotency = idempotency(context, body);
        PostRequest request = PostRequest.read(body);
        boolean waits = waitsForCheckpoint(context);
        CompletableFuture<Moderator.Answer> logged =
                moderator.moderate(request, idempotency, Gatekeeper.platform(context));
        CompletableFuture<Moderator.Answer> answer = waits ? logged.thenCompose(moderator::withReceipt) : logged;
        // No thread waits for the disk: with one for each request, waking them would cost more than deciding.
        context.future(() -> answer.thenAccept(done -> {
            if (done.replayed()) {
                context.header("Idempotent-Replayed", "true");
            }
            answer(context, done.json());
        }));
    }

    private static boolean waitsForCheckpoint(Context context) throws RefusedException {
        String wait = context.queryParam("wait");
        if (wait != null && !wait.equals("checkpoint")) {
            throw new RefusedException(Problem.invalid(
                    List.of(new Fault("/wait", "there is only one thing to wait for: wait=checkpoint"))));
        }
        return wait != null;
    }

    private static @Nullable Idempotency idempotency(Context context, byte[] body) throws RefusedException {
        String key = context.header("Idempotency-Key");
        if (key == null) {
            return null;
        }
        if (key.isBlank() || key.length() > Idempotency.MAX_KEY_LENGTH) {
            throw new RefusedException(Problem.invalid(List.of(new Fault(
                    "", "the header Idempotency-Key has 1 to " + Idempotency.MAX_KEY_LENGTH + " characters"))));
        }
        String platform = Gatekeeper.platform(context);
        return new Idempotency(
                platform == null ? key : platform + "/" + key,
                RulesetFiles.digest(body).getBytes(StandardCharsets.US_ASCII));
    }

    private void batch(Context context) throws RefusedException, IOException {
        checkType(context, NDJSON);
        if (context.header("Idempotency-Key") != null) {
            throw new RefusedException(Problem.invalid(List.of(new Fault(
                    "", "a batch takes no Idempotency-Key; send the posts that need one one by one to /v1/moderate"))));
        }
        context.contentType(NDJSON);
        Caller caller = Gatekeeper.caller(context).orElse(null);
        var batch = new Batch(
                moderator,
                Gatekeeper.platform(context),
                batchLines,
                bytes -> throttle.pace(caller, bytes),
                context.req().getInputStream(),
                context.res().getOutputStream());
        if (!batch.run()) {
            Connections.breakOff(context);
        }
    }

    private void ready(Context context) throws RefusedException {
        List<Fault> missing = new ArrayList<>();
        if (draining.getAsBoolean()) {
            missing.add(new Fault("/server", "it is about to stop"));
        }
        if (!log.writable()) {
            missing.add(new Fault("/log", "it cannot be written"));
        }
        if (catalog.active().isEmpty()) {
            missing.add(new Fault("/rulesets", "none is in force"));
        }
        for (BatchingClassifier classifier : classifiers) {
            classifier
                    .obstacle()
                    .ifPresent(why -> missing.add(
                            new Fault("/models/" + classifier.model().name(), why)));
        }
        if (!missing.isEmpty()) {
            throw new RefusedException(Problem.notReady(missing));
        }
        answer(context, Json.object().put("status", "ready").put("entries", log.size()));
    }

    /** A whole body, within the limit, and within what its caller may ask for. */
    private byte[] body(Context context) throws RefusedException, IOException {
        long length = context.req().getContentLengthLong();
        if (length > PostRequest.MAX_BYTES) {
            throw new RefusedException(RequestReader.tooManyBytes());
        }
        boolean large = length < 0 || length > SMALL_BODY;
        if (large && !largeBodies.tryAcquire()) {
            throw new RefusedException(
                    Problem.overloaded("more large bodies are on their way than fit; try again shortly"));
        }
        try {
            byte[] body = context.req().getInputStream().readNBytes(PostRequest.MAX_BYTES + 1);
            if (body.length > PostRequest.MAX_BYTES) {
                throw new RefusedException(RequestReader.tooManyBytes());
            }
            gatekeeper.weigh(context, body.length);
            return body;
        } finally {
            if (large) {
                largeBodies.release();
            }
        }
    }

    /**
     * Reads on to the end of a body that is refused, within a bound: a connection that is closed with bytes unread is reset, and
     * the caller, still sending, would never see the answer.
     */
    private static void readOn(Context context) {
        byte[] rest = new byte[16 << 10];
        try {
            InputStream in = context.req().getInputStream();
            long begun = System.nanoTime();
            for (long left = READ_ON_MAX; left > 0 && System.nanoTime() - begun < READ_ON_NANOS; ) {
                int read = in.read(rest);
                if (read < 0) {
                    return;
                }
                left -= read;
            }
        } catch (IOException e) {
            LOG.debug("a caller left while its body was refused", e);
        }
    }

    /** Refuses a body of another type than wanted, or one that is packed. */
    static void checkType(Context context, String wanted) throws RefusedException {
        String type = context.req().getContentType();
        if (type != null
                && !type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT).equals(wanted)) {
            throw new RefusedException(Problem.unsupportedType("send the body as " + wanted));
        }
        String encoding = context.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new RefusedException(Problem.unsupportedType("send the body without Content-Encoding"));
        }
    }

    private static void answer(Context context, JsonNode json) {
        answer(context, Json.bytes(json));
    }

    private static void answer(Context context, byte[] json) {
        context.contentType(JSON).result(json);
    }

    private static void refuse(Context context, Problem problem) {
        if (problem.status() == 503 && !context.res().containsHeader("Retry-After")) {
            context.header("Retry-After", problem.type().endsWith("/overloaded") ? "1" : "5");
        }
        if (problem.status() == 503 && context.path().equals(Gatekeeper.BATCH)) {
            // Who has too much to do does not wait for the rest of a batch that it refuses.
            context.header("Connection", "close");
        } else {
            readOn(context);
        }
        write(context, problem);
    }

    private static void write(Context context, Problem problem) {
        ErrorShape shape = ErrorShape.of(context.path());
        context.status(problem.status()).contentType(shape.contentType()).result(Json.bytes(shape.json(problem)));
    }

    /** What a caller is told where HTTP itself refuses. */
    static Problem problem(int status) {
        return switch (status) {
            case 404 -> Problem.notFound("there is nothing at this path");
            case 405 -> Problem.methodNotAllowed("this path takes another method");
            case 413 -> RequestReader.tooManyBytes();
            case 415 -> Problem.unsupportedType("send JSON");
            case 503 -> Problem.overloaded("the server is about to stop or has too much to do");
            default -> status >= 400 && status < 500 ? Problem.badRequest(status) : Problem.internal();
        };
    }

    /** Stops what goes on without a request. */
    @Override
    public void close() {
        backtester.close();
    }
}
