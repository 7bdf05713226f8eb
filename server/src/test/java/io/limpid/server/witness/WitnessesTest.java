package io.limpid.server.witness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.proof.TreeHead;
import io.limpid.server.proof.Vectors;
import io.limpid.server.tree.CheckpointSigner;
import io.limpid.server.tree.GrownTree;
import io.limpid.server.tree.Keys;
import io.limpid.server.tree.NoteSigner;
import io.limpid.server.verify.CheckpointVerifier;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import io.limpid.server.verify.WitnessPolicy;
import io.limpid.server.witness.FakeWitness.Manner;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WitnessesTest {
    private static final NoteSigner LOG = Keys.log();
    private static final GrownTree TREE = grown("a");
    private static final GrownTree OTHER = grown("another");

    private static GrownTree grown(String what) {
        return GrownTree.of(IntStream.range(0, 300)
                .mapToObj(i -> (what + i).getBytes(UTF_8))
                .toList());
    }

    private FakeWitness one;
    private FakeWitness two;
    private Witnesses witnesses;
    private CheckpointVerifier verifier;

    @BeforeEach
    void start() throws IOException, VerificationException {
        one = new FakeWitness("one.example");
        two = new FakeWitness("two.example");
        one.know(Vectors.ORIGIN, Vectors.LOG_KEY);
        two.know(Vectors.ORIGIN, Vectors.LOG_KEY);
        WitnessPolicy policy = WitnessPolicy.parse(
                (one.policyLine() + two.policyLine() + "group both all one.example two.example\nquorum both\n")
                        .getBytes(UTF_8));
        witnesses = new Witnesses(
                policy, (from, to) -> TREE.proofs().consistency(from, to).hashes());
        verifier = new CheckpointVerifier(Vectors.ORIGIN, policy.and(List.of(VerifierKey.parse(Vectors.LOG_KEY))));
    }

    @AfterEach
    void stop() {
        witnesses.close();
        one.close();
        two.close();
    }

    private List<CosignatureLine> ask(GrownTree tree, long size) {
        TreeHead head = tree.proofs().head(size);
        return witnesses.ask(head, new CheckpointSigner(Vectors.ORIGIN, List.of(LOG)).sign(head), verifier);
    }

    @Test
    void cosign_a_log_as_it_grows() {
        for (long size : List.of(1L, 2L, 7L, 8L, 255L, 256L, 300L, 300L)) {
            assertThat(ask(TREE, size))
                    .as("at %d entries", size)
                    .extracting(line -> line.witness().name())
                    .containsExactly("one.example", "two.example");
        }
        assertThat(one.statuses()).containsOnly(200);
        assertThat(witnesses.states()).allSatisfy(state -> {
            assertThat(state.size()).isEqualTo(OptionalLong.of(300));
            assertThat(state.time().orElseThrow()).isBeforeOrEqualTo(Instant.now());
            assertThat(state.problem()).isEmpty();
        });
    }

    @Test
    void are_asked_again_from_the_size_that_they_name() {
        ask(TREE, 40);
        // What a log that was started anew knows of its witnesses: nothing.
        try (var anew = again()) {
            TreeHead head = TREE.proofs().head(200);
            assertThat(anew.ask(head, new CheckpointSigner(Vectors.ORIGIN, List.of(LOG)).sign(head), verifier))
                    .hasSize(2);
        }
        assertThat(one.statuses()).containsExactly(200, 409, 200);
    }

    private Witnesses again() {
        try {
            return new Witnesses(
                    WitnessPolicy.parse((one.policyLine() + two.policyLine() + "quorum none\n").getBytes(UTF_8)),
                    (from, to) -> TREE.proofs().consistency(from, to).hashes());
        } catch (VerificationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void that_do_not_know_the_log_say_so() {
        two.know(Vectors.ORIGIN, NoteSigner.generate(Vectors.ORIGIN).verifierKey());
        assertThat(ask(TREE, 10)).hasSize(1);
        assertThat(problem(1)).contains("does not trust the key").contains("403");

        try (var stranger = new FakeWitness("three.example")) {
            TreeHead head = TREE.proofs().head(10);
            var asked = new Witnesses(
                    WitnessPolicy.parse((stranger.policyLine() + "quorum three.example\n").getBytes(UTF_8)),
                    (from, to) -> List.of());
            assertThat(asked.ask(head, new CheckpointSigner(Vectors.ORIGIN, List.of(LOG)).sign(head), verifier))
                    .isEmpty();
            assertThat(asked.states().get(0).problem().orElseThrow())
                    .contains("does not know this log (404)")
                    .contains("verifier key");
            asked.close();
        } catch (IOException | VerificationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void do_not_cosign_a_history_that_is_not_the_one_they_know() {
        ask(OTHER, 20);

        assertThat(ask(TREE, 50)).as("proof from the 20 of this tree").isEmpty();
        assertThat(one.statuses()).endsWith(422);
        assertThat(problem(0)).contains("did not grow from the 20 entries").contains("history was changed");
        assertThat(ask(TREE, 20)).as("of the same size").isEmpty();
        assertThat(one.statuses()).endsWith(409);
        assertThat(problem(0)).contains("another tree of 20 entries");
        assertThat(ask(TREE, 8)).as("a smaller one").isEmpty();
        assertThat(problem(0)).contains("has cosigned 20 entries, and this log has 8");
    }

    private String problem(int witness) {
        return witnesses.states().get(witness).problem().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "BROKEN, answered 500",
        "FORGED, gave no cosignature of its key",
        "MISPLACED, does not hold",
        "GARBLED, does not hold",
        "ENDLESS, longer than",
        "REDIRECTING, answered 307",
        "PREMATURE, its clock is ahead",
        "HANGING, cannot be read to the end",
        "SIZELESS, 409 without a size"
    })
    void that_misbehave_count_for_nothing_and_keep_nobody_from_the_others(Manner manner, String said) {
        one.behave(manner);

        assertThat(ask(TREE, 30)).extracting(line -> line.witness().name()).containsExactly("two.example");
        assertThat(problem(0)).contains(said);
        assertThat(one.statuses()).doesNotContain(-1);

        one.behave(Manner.DUTIFUL);
        assertThat(ask(TREE, 31)).hasSize(2);
        assertThat(witnesses.states().get(0).problem()).isEmpty();
    }

    @Test
    void that_are_not_there_count_for_nothing() {
        one.close();

        assertThat(ask(TREE, 30)).hasSize(1);
        assertThat(problem(0)).contains("cannot be connected to");
    }
}
