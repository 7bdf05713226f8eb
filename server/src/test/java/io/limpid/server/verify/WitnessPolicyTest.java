package io.limpid.server.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.server.proof.Checkpoint;
import io.limpid.server.proof.Vectors;
import io.limpid.server.witness.FakeWitness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class WitnessPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-26T00:00:00Z");
    private static final String A = FakeWitness.absent("a.example");
    private static final String B = FakeWitness.absent("b.example");
    private static final String C = FakeWitness.absent("c.example");
    private static final String TWO = "witness a " + A + "\nwitness b " + B + "\n";

    @Test
    void takes_the_example_of_the_specification() throws VerificationException {
        Map<String, String> keys = new TreeMap<>();
        var text = new StringBuilder("log " + Vectors.LOG_KEY + "  https://log.example\n\n  # of two organisations\n");
        for (String name : List.of("X1", "X2", "X3", "Y1", "Y2", "Y3")) {
            keys.put(name, FakeWitness.absent(name + ".example"));
            text.append("witness\t")
                    .append(name)
                    .append(' ')
                    .append(keys.get(name))
                    .append(" \n");
        }
        text.append("group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n")
                .append("group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n");
        WitnessPolicy policy = policy(text.toString());

        assertThat(policy.logs()).extracting(VerifierKey::toString).containsExactly(Vectors.LOG_KEY);
        assertThat(policy.asksNobody()).isFalse();
        assertThat(policy.canBeMet()).as("nobody has an address").isFalse();
        assertThat(policy.isMetBy(cosigned(keys, "X1", "X3", "Y2"), NOW)).isTrue();
        assertThat(policy.isMetBy(cosigned(keys, "X1", "X2", "X3"), NOW)).isFalse();
        assertThat(policy.isMetBy(cosigned(keys, "X1", "Y1", "Y2", "Y3"), NOW)).isFalse();
        assertThat(policy.isMetBy(cosigned(keys), NOW)).isFalse();
    }

    private static VerifiedCheckpoint cosigned(Map<String, String> keys, String... names) throws VerificationException {
        List<Cosignature> cosignatures = new ArrayList<>();
        for (String name : names) {
            cosignatures.add(new Cosignature(VerifierKey.parse(keys.getOrDefault(name, "")), NOW));
        }
        return new VerifiedCheckpoint(
                new Checkpoint("example.org/log", Vectors.head(8), List.of()), List.of(Vectors.LOG_KEY), cosignatures);
    }

    @Test
    void counts_no_cosignature_of_a_time_to_come_and_no_outsider_for_the_age() throws VerificationException {
        WitnessPolicy policy = policy(TWO + "witness c " + C + "\ngroup g any a b\nquorum g\n");
        var early = new Cosignature(
                VerifierKey.parse(A), NOW.plus(WitnessPolicy.CLOCK_TOLERANCE).plusSeconds(1));
        var old = new Cosignature(VerifierKey.parse(B), NOW.minusSeconds(1000));
        var outsider = new Cosignature(VerifierKey.parse(C), NOW);

        assertThat(policy.isMetBy(with(early, outsider), NOW)).isFalse();
        assertThat(policy.isMetBy(with(early, old), NOW)).isTrue();
        assertThat(policy.newest(with(early, old, outsider), NOW)).contains(old.time());
    }

    private static VerifiedCheckpoint with(Cosignature... cosignatures) {
        return new VerifiedCheckpoint(
                new Checkpoint("example.org/log", Vectors.head(8), List.of()),
                List.of(Vectors.LOG_KEY),
                List.of(cosignatures));
    }

    @Test
    void that_asks_nobody_is_met_by_any_checkpoint() throws VerificationException {
        WitnessPolicy policy = policy("quorum none\n");

        assertThat(policy.asksNobody()).isTrue();
        assertThat(policy.canBeMet()).isTrue();
        assertThat(policy.isMetBy(with(), NOW)).isTrue();
    }

    @Test
    void keys_that_end_alike_are_two() throws VerificationException {
        List<String> alike = Stream.generate(() -> FakeWitness.absent("w.example"))
                .limit(20_000)
                .filter(key -> key.endsWith("+"))
                .limit(2)
                .toList();

        assertThat(policy("witness a " + alike.get(0) + "\nwitness b " + alike.get(1) + "\nquorum a\n")
                        .witnesses())
                .hasSize(2);
    }

    @Test
    void groups_mean_what_counting_says() throws VerificationException {
        List<String> names = List.of("a", "b", "c", "d", "e");
        Map<String, String> keys = new TreeMap<>();
        names.forEach(name -> keys.put(name, FakeWitness.absent(name + ".example")));
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int inner = 1 + random.nextInt(3);
            int outer = 1 + random.nextInt(3);
            var text = new StringBuilder();
            keys.forEach((name, key) -> text.append("witness " + name + " " + key + "\n"));
            text.append("group inner " + inner + " a b c\ngroup outer " + outer + " inner d e\nquorum outer\n");
            Set<String> given = new HashSet<>();
            names.forEach(name -> {
                if (random.nextBoolean()) {
                    given.add(name);
                }
            });

            long few = given.stream().filter(List.of("a", "b", "c")::contains).count();
            long votes = (few >= inner ? 1 : 0)
                    + given.stream().filter(List.of("d", "e")::contains).count();
            assertThat(policy(text.toString()).isMetBy(cosigned(keys, given.toArray(String[]::new)), NOW))
                    .as("%s of %s", given, text)
                    .isEqualTo(votes >= outer);
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("", "no line \"quorum\""),
                Arguments.of(TWO, "no line \"quorum\""),
                Arguments.of("quorum none\nquorum none\n", "line 2 of the policy: there is a line \"quorum\" already"),
                Arguments.of(TWO + "quorum a b\n", "line 3 of the policy: it is \"quorum NAME\""),
                Arguments.of(TWO + "quorum c\n", "line 3 of the policy: no line before it defines c"),
                Arguments.of("quorum a\n" + TWO, "line 1 of the policy: no line before it defines a"),
                Arguments.of("quorum none", "does not end in a newline"),
                Arguments.of("quorum none\r\n", "line 1 of the policy: it has a control character"),
                Arguments.of("# \u007f\nquorum none\n", "line 1 of the policy: it has a control character"),
                Arguments.of("Quorum none\n", "line 1 of the policy: it begins with none of log, witness"),
                Arguments.of("quorum\u00a0none\n", "line 1 of the policy: it begins with none of"),
                Arguments.of("log\nquorum none\n", "line 1 of the policy: it is \"log KEY [URL]\""),
                Arguments.of("log x\nquorum none\n", "line 1 of the policy: not a verifier key"),
                Arguments.of("log " + A + "\nquorum none\n", "line 1 of the policy: the key is one of a witness"),
                Arguments.of(
                        "witness a " + Vectors.LOG_KEY + "\nquorum a\n",
                        "line 1 of the policy: the key is one of a log"),
                Arguments.of(
                        TWO + "witness c " + A + "\nquorum a\n",
                        "line 3 of the policy: this public key is there already"),
                Arguments.of(
                        TWO + "witness a " + C + "\nquorum a\n", "line 3 of the policy: the name a is there already"),
                Arguments.of("witness none " + A + "\nquorum none\n", "line 1 of the policy: none is no name"),
                Arguments.of(
                        "witness a " + A + " ftp://a.example\nquorum a\n",
                        "line 1 of the policy: the address is not one of http"),
                Arguments.of(
                        "witness a " + A + " http://a.example:99999/\nquorum a\n",
                        "line 1 of the policy: the address is"),
                Arguments.of("witness a " + A + " https://u:p@a.example\nquorum a\n", "without user"),
                Arguments.of(TWO + "group g any\nquorum g\n", "line 3 of the policy: it is \"group NAME"),
                Arguments.of(TWO + "group g any a c\nquorum g\n", "line 3 of the policy: no line before it defines c"),
                Arguments.of(TWO + "group g any g\nquorum g\n", "line 3 of the policy: no line before it defines g"),
                Arguments.of(
                        TWO + "group g any a none\nquorum g\n", "line 3 of the policy: no line before it defines none"),
                Arguments.of(
                        TWO + "group g any a a\nquorum g\n", "line 3 of the policy: a is a member of a group already"),
                Arguments.of(
                        TWO + "group g any a\ngroup h any a b\nquorum h\n",
                        "line 4 of the policy: a is a member of a group already"),
                Arguments.of(TWO + "group g 0 a b\nquorum g\n", "a number from 1 to 2, not 0"),
                Arguments.of(TWO + "group g 3 a b\nquorum g\n", "a number from 1 to 2, not 3"),
                Arguments.of(TWO + "group g 01 a b\nquorum g\n", "a number from 1 to 2, not 01"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void is_refused_with_the_line_at_fault(String text, String said) {
        assertThatThrownBy(() -> policy(text))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining(said);
    }

    private static WitnessPolicy policy(String text) throws VerificationException {
        return WitnessPolicy.parse(text.getBytes(UTF_8));
    }
}
