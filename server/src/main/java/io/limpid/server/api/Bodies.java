package io.limpid.server.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the bodies of requests, within what anybody, and this caller, may send. Safe for many threads. */
public final class Bodies {
    /** Bodies up to so many bytes are there before a thread takes the request up. Most posts are smaller. */
    public static final long SMALL = 32 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);

    /** Larger bodies that are being read at a time: each holds a thread for as long as its caller takes to send it. */
    private static final int MOST_LARGE = 64;

    /** Refused bodies that are waited for at a time. */
    private static final int MOST_REFUSED = 16;

    /** Bytes of a refused body that are read before the answer. */
    private static final long READ_ON_MAX = 8L << 20;

    /** Likewise for how long. */
    private static final long READ_ON_NANOS = 2_000_000_000L;

    private final Gatekeeper gatekeeper;
    private final Semaphore large = new Semaphore(MOST_LARGE);
    private final Semaphore refused = new Semaphore(MOST_REFUSED);

    Bodies(Gatekeeper gatekeeper) {
        this.gatekeeper = gatekeeper;
    }

    /** A whole body. */
    byte[] read(Context context) throws RefusedException, IOException {
        if (context.req().getContentLengthLong() > PostRequest.MAX_BYTES) {
            throw new RefusedException(RequestReader.tooManyBytes());
        }
        boolean takes = isLarge(context);
        if (takes && !large.tryAcquire()) {
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
            if (takes) {
                large.release();
            }
        }
    }

    /** Without a length nobody knows. */
    private static boolean isLarge(Context context) {
        long length = context.req().getContentLengthLong();
        return length > SMALL || length < 0 && context.header("Transfer-Encoding") != null;
    }

    /**
     * Reads on to the end of a body that is refused, within bounds: a connection that is closed with bytes unread is reset, and the
     * caller, still sending, would never see the answer. Nobody waits for the bytes of a caller who showed no key, nor for those
     * of more callers than a few.
     */
    void readOn(Context context) {
        byte[] rest = new byte[16 << 10];
        try {
            InputStream in = context.req().getInputStream();
            long length = context.req().getContentLengthLong();
            long had = 0;
            for (int there = in.available(); there > 0 && had < READ_ON_MAX; there = in.available()) {
                had += Math.max(0, in.read(rest, 0, Math.min(there, rest.length)));
            }
            boolean nothingLeft = length < 0 ? context.header("Transfer-Encoding") == null : had >= length;
            if (nothingLeft) {
                return;
            }
            if (!gatekeeper.isKnown(context) || !refused.tryAcquire()) {
                context.header("Connection", "close");
                return;
            }
            try {
                readRest(in, rest);
            } finally {
                refused.release();
            }
        } catch (IOException e) {
            LOG.debug("a caller left while its body was refused", e);
        }
    }

    private static void readRest(InputStream in, byte[] rest) throws IOException {
        long begun = System.nanoTime();
        for (long left = READ_ON_MAX; left > 0 && System.nanoTime() - begun < READ_ON_NANOS; ) {
            int read = in.read(rest);
            if (read < 0) {
                return;
            }
            left -= read;
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
}
