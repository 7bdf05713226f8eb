package io.limpid.server.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Reads lines as bytes, each up to a limit, so that a file without line ends cannot fill the memory. For one thread. */
public final class LineReader {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private long number;
    private long bytes;

    /**
     * Reads from where the stream stands.
     *
     * @param limit bytes of a line that are kept
     */
    public LineReader(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /**
     * A line.
     *
     * @param number from 1
     * @param bytes without the line end; cut when too long
     * @param tooLong whether it has more bytes than the limit
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on once; nothing compares two lines.
    public record Line(long number, byte[] bytes, boolean tooLong) {
        /** Whether it holds nothing but white space of JSON, and so no request; of one that was cut, nobody knows. */
        public boolean isBlank() {
            if (tooLong) {
                return false;
            }
            for (byte b : bytes) {
                if (b != ' ' && b != '\t' && b != '\r') {
                    return false;
                }
            }
            return true;
        }
    }

    /** The next line; empty at the end. A last line needs no line end. */
    public Optional<Line> next() throws IOException {
        if (!fill()) {
            return Optional.empty();
        }
        number++;
        var line = new ByteArrayOutputStream();
        boolean tooLong = false;
        while (fill()) {
            int stop = at;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            int room = limit - line.size();
            tooLong |= stop - at > room;
            line.write(buffer, at, Math.min(room, stop - at));
            bytes += stop - at;
            at = stop;
            if (stop < end) {
                at++;
                bytes++;
                break;
            }
        }
        return Optional.of(new Line(number, withoutMark(line.toByteArray()), tooLong));
    }

    /** Whether a line, or a part of one, is there without waiting. */
    public boolean isReady() throws IOException {
        return at < end || in.available() > 0;
    }

    /** The number of the line that was read last, or is being read; 0 before the first. */
    long number() {
        return number;
    }

    /** Bytes read so far, line ends included. */
    public long bytes() {
        return bytes;
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer, 0, buffer.length));
        }
        return at < end;
    }

    /** Some programs begin a file in UTF-8 with a byte order mark, which is no part of its first line. */
    private byte[] withoutMark(byte[] line) {
        boolean marked = number == 1
                && line.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        return marked ? Arrays.copyOfRange(line, BYTE_ORDER_MARK.length, line.length) : line;
    }
}
