package io.limpid.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One connection to a server that hides nothing: no second try, no second connection. For one thread. */
final class Wire implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final Socket socket;
    private final InputStream in;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * A whole answer.
     *
     * @param headers by name in small letters
     */
    @SuppressWarnings("ArrayRecordComponent") // Looked at once; nothing compares two of them.
    record Answer(int status, Map<String, String> headers, byte[] bytes) {
        /** Whether the server said that it closes the connection. */
        boolean last() {
            return "close".equalsIgnoreCase(headers.get("connection"));
        }

        String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        JsonNode json() throws IOException {
            return Client.JSON.readTree(body());
        }
    }

    /** The port of the server. */
    int port() {
        return socket.getPort();
    }

    Answer get(String path) throws IOException {
        return get(path, "Host: localhost");
    }

    /** An answer to a request with this header alone. */
    Answer get(String path, String header) throws IOException {
        send("GET " + path + " HTTP/1.1\r\n" + header + "\r\n\r\n", NOTHING);
        return answer();
    }

    Answer moderate(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        post("/v1/moderate", "application/json", bytes.length);
        send("", bytes);
        return answer();
    }

    /** Sends the head of a request whose body is to follow. */
    void post(String path, String type, int length) throws IOException {
        send(
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + length + "\r\n\r\n",
                NOTHING);
    }

    void send(String head, byte[] body) throws IOException {
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        socket.getOutputStream().write(all);
    }

    /** Sends no more, as a program that ends in the middle. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** What comes until the server closes the connection, as it comes. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The next answer, whole. */
    Answer answer() throws IOException {
        String line = line();
        int status = Integer.parseInt(line.split(" ", -1)[1]);
        Map<String, String> headers = new HashMap<>();
        for (line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        var body = new ByteArrayOutputStream();
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            for (int length = Integer.parseInt(line(), 16); length > 0; length = Integer.parseInt(line(), 16)) {
                body.write(bytes(length));
                line();
            }
            // Trailers may follow.
            for (line = line(); !line.isEmpty(); line = line()) {
                headers.put("trailer " + line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT), line);
            }
        } else {
            body.write(bytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
        }
        return new Answer(status, headers, body.toByteArray());
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("half an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException(line.size() > 0 ? "half an answer" : "no more");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
