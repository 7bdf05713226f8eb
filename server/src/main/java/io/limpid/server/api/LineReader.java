package io.limpid.server.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads lines of bytes up to a length. Not thread-safe. */
final class LineReader {
    private final InputStream in;
    private final int maxBytes;
    private final byte[] buffer = new byte[1 << 15];
    private int at;
    private int end;

    LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** Whether reading on may have to wait for the sender. */
    boolean mayWait() throws IOException {
        return at == end && in.available() == 0;
    }

    /** The next line without its end, one byte longer than the limit where it is too long; empty at the end. */
    Optional<byte[]> next() throws IOException {
        var line = new ByteArrayOutputStream();
        boolean any = false;
        while (true) {
            if (at == end) {
                int read = in.read(buffer);
                if (read < 0) {
                    return any ? Optional.of(line.toByteArray()) : Optional.empty();
                }
                at = 0;
                end = read;
            }
            any |= end > at;
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, from, Math.min(at - from, maxBytes + 1 - line.size()));
            if (at < end) {
                at++;
                return Optional.of(line.toByteArray());
            }
        }
    }
}
