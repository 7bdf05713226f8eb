package io.limpid.server.log;

import io.limpid.server.verify.VerifierKey;
import io.limpid.server.verify.WitnessPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What whoever checks a log knows from elsewhere than the log.
 *
 * @param keys the log's verifier keys; with none, also none in the policy, the log's own word is taken for its key
 * @param policy whose cosignatures its checkpoints need
 * @param maxAge how old the newest of those may be
 * @param now the time
 */
public record Trust(List<String> keys, Optional<WitnessPolicy> policy, Optional<Duration> maxAge, Instant now) {
    public Trust {
        keys = Stream.concat(
                        keys.stream(),
                        policy.map(WitnessPolicy::logs).orElse(List.of()).stream()
                                .map(VerifierKey::toString))
                .distinct()
                .toList();
    }

    /** Nothing but the time. */
    public static Trust ofTheLogItself(Instant now) {
        return new Trust(List.of(), Optional.empty(), Optional.empty(), now);
    }
}
