package io.limpid.server.api;

import org.eclipse.jetty.http.HttpFields;

/** What every answer tells browsers, so that nothing in it can do harm there. */
public final class SafeHeaders {
    /** What an answer may make a browser do: nothing. The pages for people say otherwise for themselves. */
    private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";

    private SafeHeaders() {}

    /** Adds them to an answer. */
    public static void put(HttpFields.Mutable headers) {
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Content-Security-Policy", POLICY);
    }
}
