package io.limpid.server.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.limpid.server.access.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names, times and notes requests. Of what was sent it keeps the method and the route, never an address with its parameters, a body
 * or a token. Safe for many threads.
 */
final class RequestObserver {
    private static final Logger LOG = LoggerFactory.getLogger("io.limpid.requests");
    /** Tells callers the id of their request. */
    static final String ID_HEADER = "X-Request-Id";

    /** By which callers say what a request belongs to. */
    static final String TRACE_HEADER = "traceparent";

    private static final String BEGUN = "limpid.begun";
    private static final String ID = "limpid.request";

    private static final Duration[] STEPS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500)
    };

    private final MeterRegistry meters;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    private record Kind(String route, String method, int status) {}

    RequestObserver(MeterRegistry meters) {
        this.meters = meters;
    }

    void addTo(RoutesConfig routes) {
        routes.before(RequestObserver::begin);
        routes.after(this::end);
    }

    private static void begin(Context context) {
        context.attribute(BEGUN, System.nanoTime());
        String id = Trace.id(context.header(TRACE_HEADER));
        context.attribute(ID, id);
        context.header(ID_HEADER, id);
    }

    /** The id of a request, for what is logged of it. */
    static String id(Context context) {
        String id = context.attribute(ID);
        return id == null ? "" : id;
    }

    private Timer timer(Kind kind) {
        return Timer.builder("limpid.http.requests")
                .description("Requests, until their answer was ready")
                .tag("route", kind.route())
                .tag("method", kind.method())
                .tag("status", String.valueOf(kind.status()))
                .serviceLevelObjectives(STEPS)
                .register(meters);
    }

    private void end(Context context) {
        Long begun = context.attribute(BEGUN);
        long nanos = begun == null ? 0 : System.nanoTime() - begun;
        // Of what fits no route, the path is whatever somebody thought of.
        Endpoint matched = context.endpoints().matchedHttpEndpoint();
        String route = matched == null ? "none" : matched.path;
        String method = matched == null ? "any" : matched.method.name();
        int status = context.statusCode();
        timers.computeIfAbsent(new Kind(route, method, status), this::timer).record(nanos, TimeUnit.NANOSECONDS);
        if (LOG.isInfoEnabled()) {
            LOG.atInfo()
                    .addKeyValue("request_id", id(context))
                    .addKeyValue("method", method)
                    .addKeyValue("route", route)
                    .addKeyValue("status", status)
                    .addKeyValue("micros", TimeUnit.NANOSECONDS.toMicros(nanos))
                    .addKeyValue(
                            "key", Gatekeeper.caller(context).map(Caller::key).orElse("none"))
                    .log("request");
        }
    }
}
