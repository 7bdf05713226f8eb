package io.limpid.server.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.tree.Cosigner;
import io.limpid.server.verify.CheckpointVerifier;
import io.limpid.server.verify.ProofVerifier;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.EdECPrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A witness over HTTP that keeps to C2SP tlog-witness, in memory; or, told so, does not. */
public final class FakeWitness implements AutoCloseable {
    /** What it may do instead of its duty. */
    public enum Manner {
        DUTIFUL,
        /** Answers 500. */
        BROKEN,
        /** Cosigns with a key that is not its own, under its own name. */
        FORGED,
        /** Cosigns a text that is not the checkpoint. */
        MISPLACED,
        /** Answers 200 and something that is no signature. */
        GARBLED,
        /** Answers 200 and a megabyte. */
        ENDLESS,
        /** Answers 200 and the length of an answer that never comes. */
        HANGING,
        /** Sends the log elsewhere. */
        REDIRECTING,
        /** Says that it will cosign next year. */
        PREMATURE,
        /** Answers 409 and no size. */
        SIZELESS
    }

    private final String name;
    private final Cosigner cosigner;
    private final String verifierKey;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<String>> keysByOrigin = new ConcurrentHashMap<>();
    private final Map<String, TreeHead> latest = new TreeMap<>();
    private final List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
    private volatile Manner manner = Manner.DUTIFUL;

    public FakeWitness(String name) throws IOException {
        this.name = name;
        Made made = make(name);
        cosigner = made.cosigner();
        verifierKey = made.verifierKey();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/w/add-checkpoint", this::answer);
        server.createContext("/elsewhere", exchange -> {
            statuses.add(-1);
            answer(exchange, 200, "text/plain", "");
        });
        server.start();
    }

    private record Made(String verifierKey, Cosigner cosigner) {}

    private static Made make(String name) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] typed = new byte[33];
            typed[0] = 4;
            System.arraycopy(encoded, encoded.length - 32, typed, 1, 32);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            String id = HexFormat.of().formatHex(Arrays.copyOf(digest.digest(typed), 4));
            String key = name + "+" + id + "+" + Base64.getEncoder().encodeToString(typed);
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            return new Made(key, new Cosigner(key, seed));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A verifier key of a witness that answers nowhere. */
    public static String absent(String name) {
        return make(name).verifierKey();
    }

    public String verifierKey() {
        return verifierKey;
    }

    /** The submission prefix. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/w/";
    }

    /** A line of a policy. */
    public String policyLine() {
        return "witness " + name + " " + verifierKey + " " + url() + "\n";
    }

    /** Takes up a log. */
    public void know(String origin, String... logKeys) {
        keysByOrigin.put(origin, List.of(logKeys));
    }

    public void behave(Manner how) {
        manner = how;
    }

    /** What it answered, in order; -1 where it was asked at the address that it redirected to. */
    public List<Integer> statuses() {
        synchronized (statuses) {
            return List.copyOf(statuses);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        switch (manner) {
            case BROKEN -> answer(exchange, 500, "text/plain", "oops\n");
            case GARBLED -> answer(exchange, 200, "text/plain", "thank you\n");
            case ENDLESS -> answer(exchange, 200, "text/plain", "x".repeat(1 << 20));
            case HANGING -> {
                exchange.sendResponseHeaders(200, 200);
                exchange.getResponseBody().flush();
                statuses.add(200);
                // The exchange stays open; the log has to give up.
            }
            case SIZELESS -> answer(exchange, 409, "text/plain", "no\n");
            case REDIRECTING -> {
                exchange.getResponseHeaders().set("Location", "/elsewhere");
                answer(exchange, 307, "text/plain", "");
            }
            case DUTIFUL, FORGED, MISPLACED, PREMATURE -> dutifully(exchange, body);
        }
    }

    private void dutifully(HttpExchange exchange, byte[] body) throws IOException {
        String text = new String(body, StandardCharsets.UTF_8);
        int blank = text.indexOf("\n\n");
        List<String> head = List.of(text.substring(0, Math.max(0, blank)).split("\n", -1));
        if (blank < 0 || !head.get(0).matches("old (0|[1-9]\\d*)") || head.size() > 64) {
            answer(exchange, 400, "text/plain", "not a request\n");
            return;
        }
        long old = Long.parseLong(head.get(0).substring(4));
        String note = text.substring(blank + 2);
        String origin = note.substring(0, note.indexOf('\n'));
        List<String> keys = keysByOrigin.get(origin);
        if (keys == null) {
            answer(exchange, 404, "text/plain", "an unknown log\n");
            return;
        }
        TreeHead submitted;
        try {
            List<VerifierKey> parsed = new ArrayList<>();
            for (String key : keys) {
                parsed.add(VerifierKey.parse(key));
            }
            submitted = new CheckpointVerifier(origin, parsed)
                    .verify(note.getBytes(StandardCharsets.UTF_8))
                    .head();
        } catch (VerificationException e) {
            answer(exchange, 403, "text/plain", e.getMessage() + "\n");
            return;
        }
        if (old > submitted.size()) {
            answer(exchange, 400, "text/plain", "old is larger than new\n");
            return;
        }
        cosign(exchange, origin, old, head.subList(1, head.size()), submitted, note);
    }

    /** Compares and keeps under one lock, as the specification demands. */
    private synchronized void cosign(
            HttpExchange exchange, String origin, long old, List<String> proof, TreeHead submitted, String note)
            throws IOException {
        TreeHead known = latest.get(origin);
        long size = known == null ? 0 : known.size();
        if (old != size) {
            answer(exchange, 409, "text/x.tlog.size", size + "\n");
            return;
        }
        if (known != null && size == submitted.size() && !known.equals(submitted)) {
            answer(exchange, 409, "text/x.tlog.size", size + "\n");
            return;
        }
        try {
            List<Hash> hashes = proof.stream()
                    .map(line -> Hash.of(Base64.getDecoder().decode(line)))
                    .toList();
            if (known == null || size == submitted.size()) {
                if (!hashes.isEmpty()) {
                    throw new VerificationException("a proof where none is needed");
                }
            } else {
                ProofVerifier.consistency(known, submitted, hashes);
            }
        } catch (VerificationException e) {
            answer(exchange, 422, "text/plain", e.getMessage() + "\n");
            return;
        }
        latest.put(origin, submitted);
        long now = Instant.now().getEpochSecond();
        String line = switch (manner) {
            case FORGED -> make(name).cosigner().cosign(note, now);
            case MISPLACED -> cosigner.cosign("another text\n\n", now);
            case PREMATURE -> cosigner.cosign(note, now + 365 * 86_400L);
            default -> cosigner.cosign(note, now);
        };
        answer(exchange, 200, "text/plain", line);
    }

    private void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        statuses.add(status);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        } catch (IOException e) {
            // The log hung up in the middle of a megabyte, as it should.
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
