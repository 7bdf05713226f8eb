package io.limpid.server.api;

import io.javalin.http.Context;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages out of a service that asks for no keys.
 *
 * <p>A loopback address keeps other machines out, but not a page in a browser on this one: it can send what needs no permission,
 * and with a name of its own that it points here (DNS rebinding) it can read the answers too. A browser tells both, the name
 * in {@code Host} and the page's in {@code Origin}.
 */
final class LocalCallers {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    private LocalCallers() {}

    static void check(Context context) throws RefusedException {
        String host = context.header("Host");
        if (host != null && !isLoopback(host.replaceFirst(":[0-9]*$", ""))) {
            throw new RefusedException(Problem.forbidden(
                    "without keys this service answers only requests to localhost, 127.0.0.1 or [::1]"));
        }
        String origin = context.header("Origin");
        if (origin != null && !isLoopback(hostOf(origin))) {
            throw new RefusedException(
                    Problem.forbidden("without keys this service answers no requests of pages from elsewhere"));
        }
    }

    private static @Nullable String hostOf(String origin) {
        try {
            return URI.create(origin).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }
}
