package io.limpid.server.api;

import io.javalin.http.Context;
import io.javalin.security.RouteRole;
import io.limpid.server.access.Caller;
import io.limpid.server.access.Keys;
import io.limpid.server.access.Role;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets callers in by their keys, and only where their role belongs. Safe for many threads. */
final class Gatekeeper {
    private static final String CALLER = "limpid.caller";
    private static final String BEARER = "bearer ";

    private final @Nullable Keys keys;

    /**
     * A gatekeeper.
     *
     * @param keys by which callers are known; empty where everybody on this machine may do everything
     */
    Gatekeeper(Optional<Keys> keys) {
        this.keys = keys.orElse(null);
    }

    /** Checks a request to a route that is there. */
    void check(Context context) throws RefusedException {
        Set<RouteRole> allowed = context.routeRoles();
        if (keys == null) {
            LocalCallers.check(context);
            return;
        }
        if (allowed.contains(Access.EVERYBODY)) {
            return;
        }
        Caller caller = token(context).flatMap(keys::caller).orElseThrow(() -> {
            context.header("WWW-Authenticate", "Bearer realm=\"limpid\"");
            return new RefusedException(Problem.unauthorized(
                    context.header("Authorization") == null
                            ? "this route needs a key: send Authorization: Bearer TOKEN"
                            : "this key is not known, has expired or was revoked"));
        });
        if (!allowed.contains(Access.of(caller.role()))) {
            throw new RefusedException(
                    Problem.forbidden("a key of role " + caller.role().id() + " may not do this; " + whoMay(allowed)));
        }
        context.attribute(CALLER, caller);
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
