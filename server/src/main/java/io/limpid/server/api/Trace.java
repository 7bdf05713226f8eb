package io.limpid.server.api;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names requests so that what several services say of one can be put together (W3C Trace Context). */
final class Trace {
    private static final Pattern PARENT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?");
    private static final String NOBODY = "0".repeat(32);
    private static final String NOTHING = "0".repeat(16);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    private Trace() {}

    /**
     * The id of a request, 32 hexadecimal digits: that of the trace which the caller says it belongs to, else a new one.
     *
     * @param parent the header {@code traceparent}; one that is malformed counts as none, as the specification has it
     */
    static String id(@Nullable String parent) {
        if (parent != null) {
            Matcher parts = PARENT.matcher(parent);
            boolean fits =
                    parts.matches() && !parent.startsWith("ff") && (parts.group(3) == null || !parent.startsWith("00"));
            if (fits && !parts.group(1).equals(NOBODY) && !parts.group(2).equals(NOTHING)) {
                return parts.group(1);
            }
        }
        byte[] id = new byte[BYTES];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
