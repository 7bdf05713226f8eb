package io.limpid.server.api;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.javalin.security.RouteRole;
import io.limpid.server.access.Caller;
import io.limpid.server.access.Keys;
import io.limpid.server.access.Role;
import io.limpid.server.access.Throttle;
import io.limpid.server.access.Throttle.Refusal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers in by their keys, only where their role belongs, and only as many as there is room for. Safe for many threads.
 */
final class Gatekeeper {
    private static final String CALLER = "limpid.caller";
    private static final String BEARER = "bearer ";

    private static final String PERMIT = "limpid.permit";

    /** Asked to see how the service does, which matters most when it has too much to do. */
    private static final Set<String> ALWAYS = Set.of("/healthz", "/readyz", "/metrics");

    /** Counted by itself, since it lasts as long as its caller takes. */
    static final String BATCH = "/v1/moderate/batch";

    /** The one route that takes a key in its address, since the clients that it is for send it there. */
    private static final String KEY_IN_ADDRESS = "/v1alpha1/comments:analyze";

    private final @Nullable Keys keys;
    private final Throttle throttle;

    /**
     * A gatekeeper.
     *
     * @param keys by which callers are known; empty where everybody on this machine may do everything
     */
    Gatekeeper(Optional<Keys> keys, Throttle throttle) {
        this.keys = keys.orElse(null);
        this.throttle = throttle;
    }

    /** Checks a request to a route that is there. */
    void check(Context context) throws RefusedException {
        checkKey(context);
        Endpoint route = context.endpoints().matchedHttpEndpoint();
        String path = route == null ? "" : route.path;
        if (path.equals(BATCH)) {
            enter(context, throttle.enterBatch(caller(context).orElse(null)));
        } else if (!ALWAYS.contains(path)) {
            enter(context, throttle.enter(caller(context).orElse(null)));
        }
    }

    private static void enter(Context context, Throttle.Entry entry) throws RefusedException {
        if (entry.refusal().isPresent()) {
            throw refused(context, entry.refusal().get());
        }
        entry.permit().ifPresent(permit -> {
            context.attribute(PERMIT, permit);
            // Where a handler ends in an error of the machine, nothing else would give it back.
            Connections.whenOver(context, permit::close);
        });
    }

    /** Whether somebody asks who may: with a key that is worth something, or where none is asked for. */
    boolean isKnown(Context context) {
        return keys == null || caller(context).isPresent();
    }

    /** Counts the body of a request that was let in. */
    void weigh(Context context, int bytes) throws RefusedException {
        check(context, throttle.weigh(caller(context).orElse(null), bytes));
    }

    /** Counts posts that came in one request as so many requests. */
    void weighPosts(Context context, int posts) throws RefusedException {
        if (posts > 1) {
            check(context, throttle.weighPosts(caller(context).orElse(null), posts - 1));
        }
    }

    private static void check(Context context, Optional<Refusal> refusal) throws RefusedException {
        if (refusal.isPresent()) {
            throw refused(context, refusal.get());
        }
    }

    private static RefusedException refused(Context context, Refusal refusal) {
        long seconds = Math.max(1, (refusal.retryAfter().toMillis() + 999) / 1_000);
        context.header("Retry-After", String.valueOf(seconds));
        return new RefusedException(
                refusal.ofAll()
                        ? Problem.overloaded("too many " + refusal.what() + "; try again in " + seconds + " s")
                        : Problem.tooMany("too many " + refusal.what() + "; try again in " + seconds + " s"));
    }

    /** Gives back the place of a request whose answer is ready: who takes it slowly keeps nobody out. */
    void leave(Context context) {
        Throttle.Permit permit = context.attribute(PERMIT);
        if (permit != null) {
            permit.close();
        }
    }

    private void checkKey(Context context) throws RefusedException {
        Set<RouteRole> allowed = context.routeRoles();
        if (keys == null) {
            LocalCallers.check(context);
            return;
        }
        if (allowed.contains(Access.EVERYBODY)) {
            return;
        }
        Optional<String> shown = token(context);
        Caller caller = shown.flatMap(keys::caller).orElseThrow(() -> {
            context.header("WWW-Authenticate", "Bearer realm=\"limpid\"");
            return new RefusedException(Problem.unauthorized(
                    shown.isEmpty() && context.header("Authorization") == null
                            ? "this route needs a key: send Authorization: Bearer TOKEN"
                            : "this key is not known, has expired or was revoked"));
        });
        context.attribute(CALLER, caller);
        if (!allowed.contains(Access.of(caller.role()))) {
            throw new RefusedException(
                    Problem.forbidden("a key of role " + caller.role().id() + " may not do this; " + whoMay(allowed)));
        }
    }

    private static String whoMay(Set<RouteRole> allowed) {
        return allowed.stream()
                .map(role -> role.toString().toLowerCase(Locale.ROOT))
                .sorted()
                .reduce((one, other) -> one + " or " + other)
                .map(roles -> "it is for " + roles)
                .orElse("it is for nobody");
    }

    private static Optional<String> token(Context context) {
        String header = context.header("Authorization");
        if (header == null && context.path().equals(KEY_IN_ADDRESS)) {
            return Optional.ofNullable(context.queryParam("key"));
        }
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(header.substring(BEARER.length()).trim())
                : Optional.empty();
    }

    /** Who asks; nobody in particular where no keys are asked for. */
    static Optional<Caller> caller(Context context) {
        return Optional.ofNullable(context.attribute(CALLER));
    }

    /** How log entries name who asks: the key, or {@code local}. */
    static String actor(Context context) {
        return caller(context).map(caller -> "key:" + caller.key()).orElse("local");
    }

    /** The platform that asks, and sees its own decisions only; null for everybody else. */
    static @Nullable String platform(Context context) {
        return caller(context)
                .filter(caller -> caller.role() == Role.PLATFORM)
                .map(Caller::name)
                .orElse(null);
    }
}
