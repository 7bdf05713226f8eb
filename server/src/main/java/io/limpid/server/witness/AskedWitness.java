package io.limpid.server.witness;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.verify.CheckpointVerifier;
import io.limpid.server.verify.Cosignature;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifiedCheckpoint;
import io.limpid.server.verify.VerifierKey;
import io.limpid.server.verify.WitnessPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One witness, and what it has of the log. One thread asks; any may look at its {@link #state}.
 */
final class AskedWitness {
    private static final Logger LOGGER = LoggerFactory.getLogger(AskedWitness.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Sixteen cosignatures of the largest kind fit; more is no answer. */
    private static final int MOST_BYTES = 1 << 16;

    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,18}");

    private final HttpClient client;
    private final VerifierKey key;
    private final URI address;
    private final Witnesses.Growth growth;

    /** Of the last checkpoint that the witness is known to have cosigned. */
    private long known;

    private volatile WitnessState state;

    /** Why there is no cosignature; severe where the log itself is in doubt. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean severe;

        Refusal(String message, boolean severe) {
            super(message);
            this.severe = severe;
        }
    }

    private record Answer(int status, String type, String body) {}

    AskedWitness(HttpClient client, VerifierKey key, URI prefix, Witnesses.Growth growth) {
        this.client = client;
        this.key = key;
        this.growth = growth;
        String path = prefix.toString();
        address = URI.create((path.endsWith("/") ? path : path + "/") + "add-checkpoint");
        state = new WitnessState(key, OptionalLong.empty(), Optional.empty(), Optional.empty());
    }

    WitnessState state() {
        return state;
    }

    /** The witness's line under a checkpoint; nothing where it gives none, which is told in the program's log once. */
    Optional<CosignatureLine> ask(TreeHead head, String note, CheckpointVerifier verifier) {
        try {
            CosignatureLine line = asked(head, note, verifier);
            if (state.problem().isPresent()) {
                LOGGER.info("the witness {} cosigns again", key.name());
            }
            known = head.size();
            state = new WitnessState(key, OptionalLong.of(head.size()), Optional.of(line.time()), Optional.empty());
            return Optional.of(line);
        } catch (Refusal e) {
            String problem = String.valueOf(e.getMessage());
            // Once a problem, not once a checkpoint.
            if (!state.problem().equals(Optional.of(problem))) {
                if (e.severe) {
                    LOGGER.error("the witness {} does not cosign: {}", key.name(), problem);
                } else {
                    LOGGER.warn("the witness {} does not cosign: {}", key.name(), problem);
                }
            }
            state = new WitnessState(key, state.size(), state.time(), Optional.of(problem));
            return Optional.empty();
        }
    }

    private CosignatureLine asked(TreeHead head, String note, CheckpointVerifier verifier) throws Refusal {
        try {
            return cosigned(head, note, verifier);
        } catch (RuntimeException e) {
            // The log could not be read just now, or the address is none after all.
            LOGGER.warn("the witness {} could not be asked", key.name(), e);
            throw new Refusal("it could not be asked", false);
        }
    }

    private CosignatureLine cosigned(TreeHead head, String note, CheckpointVerifier verifier) throws Refusal {
        long old = known > head.size() ? 0 : known;
        Answer answer = send(old, head, note);
        if (answer.status() == 409) {
            long has = size(answer, head, old);
            answer = send(has, head, note);
            if (answer.status() == 409) {
                throw new Refusal("it answered 409 to the size that it had named itself", false);
            }
            known = has;
        }
        if (answer.status() != 200) {
            throw refusal(answer.status(), known);
        }
        return line(answer.body(), note, verifier);
    }

    private static Refusal refusal(int status, long old) {
        return switch (status) {
            case 404 ->
                new Refusal(
                        "it does not know this log (404); its operator has to take up the log's verifier key", false);
            case 403 ->
                new Refusal(
                        "it does not trust the key that signed (403); it has another verifier key of this log", false);
            case 422 ->
                new Refusal(
                        "it says that the log did not grow from the " + old
                                + " entries that it cosigned (422): the log's history was changed, or there are two of it",
                        true);
            default -> new Refusal("it answered " + status, false);
        };
    }

    /** What the witness says that it has, where that is something to go on from. */
    private static long size(Answer answer, TreeHead head, long asked) throws Refusal {
        String text = answer.body().strip();
        if (!answer.type().equals("text/x.tlog.size") || !SIZE.matcher(text).matches() || text.length() > 18) {
            throw new Refusal("it answered 409 without a size", false);
        }
        long has = Long.parseLong(text);
        if (has > head.size()) {
            throw new Refusal(
                    "it has cosigned " + has + " entries, and this log has " + head.size()
                            + ": this is an older copy, or another copy of the log is running",
                    true);
        }
        if (has == asked) {
            throw new Refusal(
                    "it has cosigned another tree of " + has
                            + " entries (409): the log's history was changed, or there are two of it",
                    true);
        }
        return has;
    }

    private CosignatureLine line(String body, String note, CheckpointVerifier verifier) throws Refusal {
        String why = "it gave no cosignature of its key";
        for (String line : body.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            try {
                VerifiedCheckpoint verified = verifier.verify((note + line + "\n").getBytes(StandardCharsets.UTF_8));
                for (Cosignature cosignature : verified.cosignatures()) {
                    if (cosignature.witness().equals(key) && WitnessPolicy.isAhead(cosignature, Instant.now())) {
                        why = "its clock is ahead: its cosignature says " + cosignature.time();
                    } else if (cosignature.witness().equals(key)) {
                        return new CosignatureLine(key, cosignature.time(), line);
                    }
                }
            } catch (VerificationException e) {
                why = "its cosignature does not hold: " + e.getMessage();
            }
        }
        throw new Refusal(why, false);
    }

    private Answer send(long old, TreeHead head, String note) throws Refusal {
        var body = new StringBuilder("old ").append(old).append('\n');
        if (old > 0 && old < head.size()) {
            for (Hash hash : growth.between(old, head.size())) {
                body.append(Base64.getEncoder().encodeToString(hash.bytes())).append('\n');
            }
        }
        body.append('\n').append(note);
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                // The client's own patience ends with the header; only closing the stream ends a read of a body that
                // does not come.
                CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .execute(() -> closeQuietly(in));
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw new Refusal("its answer is longer than " + MOST_BYTES + " bytes", false);
                }
                return new Answer(
                        response.statusCode(),
                        response.headers().firstValue("Content-Type").orElse(""),
                        new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (HttpTimeoutException e) {
            throw new Refusal("it does not answer within " + PATIENCE.toSeconds() + " seconds", false);
        } catch (ConnectException e) {
            throw new Refusal("it cannot be connected to", false);
        } catch (IOException e) {
            throw new Refusal("its answer cannot be read to the end", false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("the program stops", false);
        }
    }

    private static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // It was open for reading only; whoever reads it is told.
        }
    }
}
