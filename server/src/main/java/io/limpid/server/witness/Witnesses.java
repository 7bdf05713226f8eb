package io.limpid.server.witness;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.verify.CheckpointVerifier;
import io.limpid.server.verify.WitnessPolicy;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The witnesses of a policy that have an address: each is sent what the log has signed, with a proof that it grew from what
 * the witness saw last, and cosigns it (C2SP tlog-witness, {@code add-checkpoint}).
 *
 * <p>No redirects are followed, so that nobody but the policy says which hosts are asked. One thread asks; any may look at
 * the {@linkplain #states states}.
 */
public final class Witnesses implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Proves growth. */
    @FunctionalInterface
    public interface Growth {
        /** The consistency proof from a tree of one size, at least 1, to one of another (RFC 6962, section 2.1.2). */
        List<Hash> between(long from, long to);
    }

    private final List<AskedWitness> asked;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "limpid-witness");
        thread.setDaemon(true);
        return thread;
    });

    public Witnesses(WitnessPolicy policy, Growth growth) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
        asked = policy.witnesses().stream()
                .flatMap(witness ->
                        witness.url().map(url -> new AskedWitness(client, witness.key(), url, growth)).stream())
                .toList();
    }

    /**
     * Asks all of them at once, and waits until each has answered or its time is over, some forty seconds at most: two requests, with ten
     * seconds for the header of an answer and ten for its body.
     *
     * @param note the signed checkpoint of {@code head}
     * @param verifier knows the log's keys and those of the witnesses
     * @return what they gave, verified; in the order of the policy
     */
    public List<CosignatureLine> ask(TreeHead head, String note, CheckpointVerifier verifier) {
        List<Future<Optional<CosignatureLine>>> answers = asked.stream()
                .map(witness -> threads.submit(() -> witness.ask(head, note, verifier)))
                .toList();
        return answers.stream().flatMap(answer -> answered(answer).stream()).toList();
    }

    private static Optional<CosignatureLine> answered(Future<Optional<CosignatureLine>> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a witness could not be asked", e.getCause());
        }
    }

    /** How it stands with each. */
    public List<WitnessState> states() {
        return asked.stream().map(AskedWitness::state).toList();
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
