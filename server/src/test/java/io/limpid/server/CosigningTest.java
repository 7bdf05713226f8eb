package io.limpid.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.api.SampleRules;
import io.limpid.server.config.StartRefusedException;
import io.limpid.server.log.LogPlace;
import io.limpid.server.verify.CheckpointVerifier;
import io.limpid.server.verify.Cosignature;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifiedCheckpoint;
import io.limpid.server.verify.VerifierKey;
import io.limpid.server.verify.WitnessPolicy;
import io.limpid.server.witness.FakeWitness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log with witnesses: what those see who trust its checkpoints only with cosignatures. */
final class CosigningTest {
    private static final String ORIGIN = "example.org/log";
    private static final String SPAM = "{\"text\": \"Add me on telegram: lucky_88\"}";

    @TempDir
    Path folder;

    private FakeWitness one;
    private FakeWitness two;
    private String policy = "";

    @BeforeEach
    void start() throws IOException {
        SampleRules.writeTo(folder.resolve("rulesets"));
        one = new FakeWitness("one.example");
        two = new FakeWitness("two.example");
        policy = one.policyLine() + two.policyLine() + "group both all one.example two.example\nquorum both\n";
        // The log's key is made by its first start, which is when witnesses can take it up.
        try (RunningServer server = serve(folder.resolve("data"), Optional.empty())) {
            String key = key(server);
            one.know(ORIGIN, key);
            two.know(ORIGIN, key);
        }
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    private RunningServer serve(Path data, Optional<String> witnesses) {
        return TestConfig.in(folder)
                .withPlace(new LogPlace(
                        data,
                        data.resolve("guard.db"),
                        Optional.of(ORIGIN),
                        Optional.empty(),
                        witnesses.map(CosigningTest::parse)))
                .start();
    }

    private static WitnessPolicy parse(String policy) {
        try {
            return WitnessPolicy.parse(policy.getBytes(UTF_8));
        } catch (VerificationException e) {
            throw new AssertionError(e);
        }
    }

    private static String key(RunningServer server) {
        return new Client(server).get("/v1/log/keys").json().at("/keys/0/key").asText();
    }

    /** The newest checkpoint, once both have cosigned one of at least this size. */
    private VerifiedCheckpoint cosigned(RunningServer server, long size) throws Exception {
        var verifier = new CheckpointVerifier(ORIGIN, parse(policy).and(List.of(VerifierKey.parse(key(server)))));
        for (int i = 0; i < 300; i++) {
            byte[] note = new Client(server).get("/log/checkpoint").response().body();
            VerifiedCheckpoint verified = verifier.verify(note);
            if (verified.cosignatures().size() == 2 && verified.head().size() >= size) {
                return verified;
            }
            Thread.sleep(100);
        }
        throw new AssertionError(
                "nobody cosigned: " + new Client(server).get("/v1/log/keys").text());
    }

    private Path policyFile(String text) throws IOException {
        return Files.writeString(folder.resolve("policy"), text);
    }

    @Test
    void shows_the_checkpoint_that_enough_witnesses_cosigned() throws Exception {
        Path data = folder.resolve("data");
        byte[] receipt;
        String id;
        String key;
        try (RunningServer server = serve(data, Optional.of(policy))) {
            var client = new Client(server);
            JsonNode answer = client.moderate(SPAM).json();
            id = answer.path("decision_id").asText();
            key = key(server);

            VerifiedCheckpoint checkpoint =
                    cosigned(server, answer.at("/log/index").asLong() + 1);

            assertThat(checkpoint.cosignatures())
                    .extracting(Cosignature::witness)
                    .extracting(VerifierKey::toString)
                    .containsExactly(one.verifierKey(), two.verifierKey());
            JsonNode witnesses = client.get("/v1/log/keys").json().path("witnesses");
            assertThat(witnesses).hasSize(2);
            assertThat(witnesses.at("/0/key").asText()).isEqualTo(one.verifierKey());
            assertThat(witnesses.at("/0/cosigned_size").asLong()).isPositive();
            assertThat(witnesses.at("/0").has("problem")).isFalse();
            receipt = client.get("/v1/decisions/" + id + "/receipt").response().body();
        }
        Path file = Files.write(folder.resolve("receipt"), receipt);
        Path rules = policyFile("log " + key + "\n" + policy);
        Verifiers.Verdict receiptHolds =
                Verifiers.python(List.of("--receipt", file.toString(), "--policy", rules.toString()));
        assertThat(receiptHolds.code()).as(receiptHolds.text()).isZero();

        Verifiers.Verdict oursHolds = Verifiers.limpid("log", "receipt", file.toString(), "--policy", rules.toString());
        assertThat(oursHolds.code()).as(oursHolds.text()).isZero();
        assertThat(oursHolds.json().path("decision_id").asText()).isEqualTo(id);
        for (Map.Entry<String, Integer> change :
                Map.of("index ", 10, "extra e", 11, "two.example", 20).entrySet()) {
            String text = new String(receipt, UTF_8);
            Files.writeString(
                    file,
                    switch (change.getValue()) {
                        case 10 -> text.replace("index ", "index 0");
                        case 11 -> text.replaceFirst("index \\d+", "index 0");
                        default -> text.replaceAll("— two.example .*\n", "");
                    });
            assertThat(Verifiers.limpid("log", "receipt", file.toString(), "--policy", rules.toString())
                            .code())
                    .as(change.getKey())
                    .isEqualTo(change.getValue());
        }
        assertThat(Verifiers.limpid("log", "receipt", file.toString()).text()).contains("give it with --key");

        for (String age : List.of("600", "0")) {
            Verifiers.Verdict ours = Verifiers.ours(data, "--policy", rules.toString(), "--max-age", age);
            Verifiers.Verdict theirs = Verifiers.theirs(data, "--policy", rules.toString(), "--max-age", age);
            assertThat(ours.code()).as(ours.text()).isEqualTo(age.equals("0") ? 20 : 0);
            assertThat(theirs.code()).as(theirs.text()).isEqualTo(ours.code());
            assertThat(theirs.json().path("witnessed_size"))
                    .isEqualTo(ours.json().path("witnessed_size"));
        }

        // What was cosigned is shown again after a restart, also where nobody answers any more.
        one.close();
        try (RunningServer server = serve(data, Optional.of(policy))) {
            assertThat(cosigned(server, 1).cosignatures()).hasSize(2);
        }
    }

    @Test
    void is_cosigned_to_its_end_when_it_is_stopped() throws Exception {
        Path data = folder.resolve("data");
        try (RunningServer server = serve(data, Optional.of(policy))) {
            new Client(server).moderate(SPAM);
        }

        Verifiers.Verdict ours =
                Verifiers.ours(data, "--policy", policyFile(policy).toString());

        assertThat(ours.code()).as(ours.text()).isZero();
        assertThat(ours.json().path("witnessed_size")).isEqualTo(ours.json().path("entries"));
    }

    @Test
    void is_not_held_up_by_witnesses_and_does_not_pass_without_them() throws Exception {
        two.behave(FakeWitness.Manner.FORGED);
        Path data = folder.resolve("data");
        try (RunningServer server = serve(data, Optional.of(policy))) {
            JsonNode answer = new Client(server)
                    .post("/v1/moderate?wait=checkpoint", "application/json", SPAM.getBytes(UTF_8))
                    .json();
            assertThat(answer.at("/log/receipt").asText()).startsWith("c2sp.org/tlog-proof@v1");
            for (int i = 0; i < 200 && one.statuses().isEmpty(); i++) {
                Thread.sleep(50);
            }
        }
        String rules = policyFile(policy).toString();
        for (Verifiers.Verdict verdict :
                List.of(Verifiers.ours(data, "--policy", rules), Verifiers.theirs(data, "--policy", rules))) {
            assertThat(verdict.code()).as(verdict.text()).isEqualTo(20);
            assertThat(verdict.json().path("witnessed_size").isNull()).isTrue();
        }
        String either = policyFile(policy.replace("both all", "both any")).toString();
        for (Verifiers.Verdict verdict :
                List.of(Verifiers.ours(data, "--policy", either), Verifiers.theirs(data, "--policy", either))) {
            assertThat(verdict.code()).as(verdict.text()).isZero();
        }
    }

    @Test
    void a_cosignature_that_was_changed_is_found() throws Exception {
        Path data = folder.resolve("data");
        try (RunningServer server = serve(data, Optional.of(policy))) {
            cosigned(server, 1);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("log.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "UPDATE cosignature SET line = substr(line, 1, 60) || 'AAAA' || substr(line, 65)"
                                    + " WHERE witness = 'one.example'"))
                    .isPositive();
        }
        String rules = policyFile(policy).toString();
        for (Verifiers.Verdict verdict :
                List.of(Verifiers.ours(data, "--policy", rules), Verifiers.theirs(data, "--policy", rules))) {
            assertThat(verdict.code()).as(verdict.text()).isEqualTo(10);
        }
    }

    /** Two servers with one key that show different histories: the second finds no witness, and so no reader. */
    @Test
    void a_second_history_under_the_same_key_finds_no_witness() throws Exception {
        Path data = folder.resolve("data");
        Path fork = Files.createDirectory(folder.resolve("fork"));
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.copy(file, fork.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        try (RunningServer server = serve(data, Optional.of(policy))) {
            new Client(server).moderate(SPAM);
            cosigned(server, 1);
        }
        try (RunningServer server = serve(fork, Optional.of(policy))) {
            var client = new Client(server);
            client.moderate("{\"text\": \"another history\"}");
            client.moderate("{\"text\": \"longer than the first\"}");
            JsonNode witness = Client.JSON.missingNode();
            for (int i = 0; i < 300 && !witness.has("problem"); i++) {
                Thread.sleep(50);
                witness = client.get("/v1/log/keys").json().at("/witnesses/0");
            }

            assertThat(witness.path("problem").asText()).containsAnyOf("history was changed", "older copy");
            var reader = new CheckpointVerifier(ORIGIN, parse(policy).and(List.of(VerifierKey.parse(key(server)))));
            VerifiedCheckpoint shown =
                    reader.verify(client.get("/log/checkpoint").response().body());
            assertThat(parse(policy).isMetBy(shown, Instant.now())).isFalse();
        }
        String rules = policyFile(policy).toString();
        assertThat(Verifiers.ours(fork, "--policy", rules).code()).isEqualTo(20);
        assertThat(Verifiers.theirs(fork, "--policy", rules).code()).isEqualTo(20);
    }

    @Test
    void a_policy_that_cannot_work_keeps_the_log_from_starting() {
        Path data = folder.resolve("data");
        String nowhere = "witness w " + FakeWitness.absent("w.example") + "\nquorum w\n";
        assertThatThrownBy(() -> serve(data, Optional.of(nowhere)).close())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("can never be met")
                .hasMessageContaining("witness NAME KEY https://");
        String foreign = "log " + io.limpid.server.proof.Vectors.LOG_KEY + "\n" + policy;
        assertThatThrownBy(() -> serve(data, Optional.of(foreign)).close())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("names other logs")
                .hasMessageContaining("log " + ORIGIN + "+");
    }
}
