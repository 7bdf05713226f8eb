package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import io.limpid.server.Client.Answer;
import io.limpid.server.api.SampleRules;
import io.limpid.server.config.StartRefusedException;
import io.limpid.server.log.CanonicalJson;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogRepair;
import io.limpid.server.log.LogSettings;
import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.verify.CheckpointVerifier;
import io.limpid.server.verify.ProofVerifier;
import io.limpid.server.verify.Receipt;
import io.limpid.server.verify.RecomputedTree;
import io.limpid.server.verify.VerifiedCheckpoint;
import io.limpid.server.verify.VerifierKey;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log as somebody sees it who does not trust the server, and what becomes of a decision later. */
class EvidenceTest {
    private static final String TEXT = "Add me on telegram: lucky_88";
    private static final String SPAM = "{\"id\": \"p-1\", \"text\": \"" + TEXT + "\", \"author\": {\"id\": \"u-17\"},"
            + " \"context\": {\"territory\": \"DE\"}}";

    @TempDir
    Path folder;

    private RunningServer server;
    private Client client;

    @BeforeEach
    void start() {
        SampleRules.writeTo(folder.resolve("rulesets"));
        startAgain();
    }

    private void startAgain() {
        server = TestConfig.in(folder).withPlace(place()).start();
        client = new Client(server);
    }

    private LogPlace place() {
        return new LogPlace(
                folder.resolve("data"),
                folder.resolve("guard.db"),
                Optional.of("example.org/log"),
                Optional.of(folder.resolve("published")),
                Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String decide() {
        return client.moderate(SPAM).json().path("decision_id").asText();
    }

    private CheckpointVerifier verifier() throws Exception {
        List<VerifierKey> keys = new ArrayList<>();
        for (JsonNode key : client.get("/v1/log/keys").json().path("keys")) {
            keys.add(VerifierKey.parse(key.path("key").asText()));
        }
        return new CheckpointVerifier("example.org/log", keys);
    }

    private VerifiedCheckpoint checkpoint() throws Exception {
        Answer answer = client.get("/log/checkpoint");
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        return verifier().verify(answer.response().body());
    }

    private static Hash hash(JsonNode hex) {
        return Hash.ofHex(hex.asText());
    }

    private static List<Hash> hashes(JsonNode array) {
        List<Hash> hashes = new ArrayList<>();
        array.forEach(hash -> hashes.add(hash(hash)));
        return hashes;
    }

    @Test
    void a_receipt_proves_offline_that_the_decision_is_in_the_log() throws Exception {
        JsonNode answer = client.post(
                        "/v1/moderate?wait=checkpoint", "application/json", SPAM.getBytes(StandardCharsets.UTF_8))
                .json();
        String text = answer.at("/log/receipt").asText();

        Receipt receipt = Receipt.parse(text.getBytes(StandardCharsets.UTF_8));

        byte[] entry = receipt.extra().orElseThrow();
        assertThat(CanonicalJson.decode(entry))
                .containsEntry("decision_id", answer.path("decision_id").asText());
        VerifiedCheckpoint under = receipt.verify(entry, verifier());
        assertThat(under.head().size()).isGreaterThan(answer.at("/log/index").asLong());
        assertThat(client.get(answer.at("/links/receipt").asText()).status()).isEqualTo(200);
        assertThat(client.post("/v1/moderate?wait=forever", "application/json", SPAM.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void entries_tiles_and_proofs_are_those_of_the_signed_tree() throws Exception {
        for (int i = 0; i < 300; i++) {
            decide();
        }
        client.post("/v1/moderate?wait=checkpoint", "application/json", SPAM.getBytes(StandardCharsets.UTF_8));
        TreeHead signed = checkpoint().head();

        var tree = new RecomputedTree();
        for (int start = 0; start < signed.size(); start += 100) {
            for (JsonNode entry : client.get("/v1/log/entries?start=" + start + "&limit=100")
                    .json()
                    .path("entries")) {
                byte[] leaf = Base64.getDecoder().decode(entry.path("leaf").asText());
                if (tree.size() < signed.size()) {
                    assertThat(tree.add(leaf))
                            .hasToString(entry.path("leaf_hash").asText());
                }
            }
        }
        assertThat(tree.head()).isEqualTo(signed);

        JsonNode inclusion =
                client.get("/v1/log/inclusion?index=7&size=" + signed.size()).json();
        ProofVerifier.inclusion(7, hash(inclusion.path("leaf_hash")), hashes(inclusion.path("hashes")), signed);
        JsonNode consistency =
                client.get("/v1/log/consistency?from=100&to=" + signed.size()).json();
        ProofVerifier.consistency(
                new TreeHead(100, hash(consistency.path("from_root"))), signed, hashes(consistency.path("hashes")));

        byte[] full = client.get("/log/tile/0/000").response().body();
        assertThat(full).hasSize(256 * 32);
        byte[] bundle = client.get("/log/tile/entries/000").response().body();
        var entries = ByteBuffer.wrap(bundle);
        var first = new byte[Short.toUnsignedInt(entries.getShort())];
        entries.get(first);
        assertThat(new RecomputedTree().add(first).bytes()).isEqualTo(java.util.Arrays.copyOf(full, 32));
        assertThat(client.get("/log/tile/1/000.p/1").response().body()).hasSize(32);
    }

    @Test
    void what_is_not_in_the_log_has_no_proof() {
        decide();

        assertThat(client.get("/log/tile/0/000").status()).isEqualTo(404);
        assertThat(client.get("/log/tile/0/0").status()).isEqualTo(404);
        assertThat(client.get("/log/tile/0/000.p/300").status()).isEqualTo(404);
        assertThat(client.get("/v1/log/inclusion?index=99").status()).isEqualTo(400);
        assertThat(client.get("/v1/log/inclusion?index=0&size=99")
                        .json()
                        .at("/errors/0/pointer")
                        .asText())
                .isEqualTo("/size");
        assertThat(client.get("/v1/log/inclusion").json().at("/errors/0/detail").asText())
                .isEqualTo("is missing; a whole number from 0 on");
        assertThat(client.get("/v1/log/consistency?from=3&to=2").status()).isEqualTo(400);
        assertThat(client.get("/v1/log/consistency?from=0&to=2").json().path("hashes"))
                .isEmpty();
        assertThat(client.get("/v1/log/entries?limit=1001").status()).isEqualTo(400);
        assertThat(client.get("/v1/log/entries?start=-1").status()).isEqualTo(400);
        assertThat(client.get("/v1/decisions/none/receipt").status()).isEqualTo(404);
    }

    @Test
    void each_checkpoint_is_written_where_others_can_take_it() throws Exception {
        client.post("/v1/moderate?wait=checkpoint", "application/json", SPAM.getBytes(StandardCharsets.UTF_8));
        server.close();

        byte[] note = Files.readAllBytes(folder.resolve("published/checkpoint"));
        startAgain();
        TreeHead last = verifier().verify(note).head();

        String kept = String.format(Locale.ROOT, "%020d.checkpoint", last.size());
        try (var files = Files.walk(folder.resolve("published"))) {
            assertThat(files.filter(file -> file.endsWith(kept)))
                    .singleElement()
                    .satisfies(file -> assertThat(file).hasBinaryContent(note));
        }
    }

    @Test
    void checkpoints_go_into_a_git_repository_and_on_to_its_remote() throws Exception {
        server.close();
        Path published = folder.resolve("published");
        Path remote = folder.resolve("remote.git");
        git("init", "--quiet", "--bare", remote.toString());
        git("-C", published.toString(), "init", "--quiet");
        git("-C", published.toString(), "remote", "add", "origin", remote.toString());
        git("-C", published.toString(), "config", "push.autoSetupRemote", "true");
        startAgain();
        client.post("/v1/moderate?wait=checkpoint", "application/json", SPAM.getBytes(StandardCharsets.UTF_8));
        server.close();
        startAgain();

        String said = git("-C", remote.toString(), "log", "--format=%s", "--all");
        assertThat(said.lines()).isNotEmpty().allMatch(line -> line.matches("Checkpoint of \\d+ entries"));
        String tree = git("-C", remote.toString(), "ls-tree", "-r", "--name-only", "--full-tree", head(remote));
        assertThat(tree.lines()).anyMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\d/\\d{20}\\.checkpoint"));
        for (String file : tree.lines().toList()) {
            String note = git("-C", remote.toString(), "show", head(remote) + ":" + file) + "\n";
            assertThat(verifier()
                            .verify(note.getBytes(StandardCharsets.UTF_8))
                            .head()
                            .size())
                    .isPositive();
        }
    }

    @Test
    void a_push_that_hangs_keeps_nobody_waiting_and_leaves_no_lock() throws Exception {
        server.close();
        Path published = folder.resolve("published");
        git("-C", published.toString(), "init", "--quiet");
        git("-C", published.toString(), "remote", "add", "origin", "nobody@127.0.0.1:nowhere");
        git("-C", published.toString(), "config", "core.sshCommand", "sleep 1000");
        startAgain();
        long begun = System.nanoTime();
        assertThat(client.post(
                                "/v1/moderate?wait=checkpoint",
                                "application/json",
                                SPAM.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));

        awaitTrue(() -> ProcessHandle.current()
                .descendants()
                .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep 1000")));
        assertThat(published.resolve(".git/index.lock")).doesNotExist();
        startAgain();
    }

    private static String head(Path repository) throws Exception {
        return git("-C", repository.toString(), "rev-list", "--all", "--max-count=1");
    }

    private static String git(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void who_looks_after_a_log_cannot_lose_its_key_or_make_a_folder_by_a_slip() {
        server.close();
        assertThatThrownBy(() -> LogRepair.rotateKey(place(), true))
                .hasMessageContaining("is there, in")
                .hasMessageContaining("leave out --lost");
        Path mistyped = folder.resolve("dada");
        assertThatThrownBy(() -> LogRepair.acceptRollback(LogPlace.alone(mistyped)))
                .hasMessageContaining("there is no log in");
        assertThatThrownBy(() -> LogRepair.rotateKey(LogPlace.alone(mistyped), true))
                .hasMessageContaining("there is no log in");
        assertThat(mistyped).doesNotExist();
        startAgain();
    }

    @Test
    void a_changed_key_signs_one_checkpoint_together_with_the_old_one() throws Exception {
        decide();
        VerifierKey old = VerifierKey.parse(
                client.get("/v1/log/keys").json().at("/keys/0/key").asText());
        server.close();

        String changed = LogRepair.rotateKey(place(), false);
        assertThatThrownBy(() -> LogRepair.rotateKey(place(), false)).hasMessageContaining("is not through yet");
        startAgain();
        client.post("/v1/moderate?wait=checkpoint", "application/json", SPAM.getBytes(StandardCharsets.UTF_8));

        assertThat(client.get("/v1/log/keys").json().at("/keys/1/key").asText()).isEqualTo(changed);
        assertThat(checkpoint().signers()).contains(changed);
        String introduction =
                client.get("/v1/log/keys").json().at("/keys/1/first_checkpoint").asText();
        assertThat(new CheckpointVerifier("example.org/log", List.of(old))
                        .verify(introduction.getBytes(StandardCharsets.UTF_8))
                        .signers())
                .as("who trusts the old key can go over to the new one")
                .containsExactly(old.toString());
        assertThat(new CheckpointVerifier("example.org/log", List.of(VerifierKey.parse(changed)))
                        .verify(introduction.getBytes(StandardCharsets.UTF_8))
                        .signers())
                .containsExactly(changed);
        List<List<String>> signers = new ArrayList<>();
        server.close();
        startAgain();
        try (var notes = Files.walk(folder.resolve("published"))) {
            for (Path note : notes.filter(Files::isRegularFile).sorted().toList()) {
                signers.add(verifier().verify(Files.readAllBytes(note)).signers());
            }
        }
        assertThat(signers)
                .filteredOn(keys -> keys.containsAll(List.of(changed, old.toString())))
                .as("checkpoints with both signatures; the latest is there under its size, too")
                .hasSizeBetween(1, 2);
        server.close();
        startAgain();
        assertThat(Files.readString(folder.resolve("data/checkpoint.key"))).doesNotContain(old.toString());
    }

    @Test
    void a_longer_history_is_no_older_copy_and_an_older_copy_gets_no_new_key() throws Exception {
        decide();
        server.close();
        Path data = folder.resolve("data");
        Path early = copyOf(data, "early");
        startAgain();
        for (int i = 0; i < 5; i++) {
            decide();
        }
        server.close();
        Path late = copyOf(data, "late");

        putBack(early, data);
        assertThatThrownBy(() -> LogRepair.rotateKey(place(), false)).hasMessageContaining("an older copy of it");
        assertThat(LogRepair.acceptRollback(place())).contains("goes on with");
        putBack(late, data);
        assertThatThrownBy(() -> LogRepair.acceptRollback(place()))
                .hasMessageContaining("is no older copy")
                .hasMessageContaining("restore the right files");
        Files.delete(folder.resolve("guard.db"));
        startAgain();
    }

    private Path copyOf(Path data, String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        for (String file : List.of("log.db", "content.db")) {
            Files.copy(data.resolve(file), copy.resolve(file));
        }
        return copy;
    }

    private static void putBack(Path copy, Path data) throws IOException {
        for (String file : List.of("log.db", "content.db")) {
            Files.copy(copy.resolve(file), data.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void what_is_in_force_is_logged_anew_where_an_older_copy_has_lost_it() throws Exception {
        server.close();
        // Of a folder that was put back only the log is older; what is in force was noted after it.
        Path data = folder.resolve("data");
        for (String file : List.of("log.db", "content.db")) {
            Files.delete(data.resolve(file));
        }
        startAgain();
        decide();
        server.close();

        Verifiers.Verdict ours = Verifiers.limpid(
                "log",
                "verify",
                "--json",
                "--data",
                data.toString(),
                "--guard",
                folder.resolve("guard.db").toString());
        assertThat(ours.code()).as(ours.text()).isZero();
        startAgain();
    }

    @Test
    void an_older_copy_does_not_start_and_says_what_to_do() throws Exception {
        decide();
        server.close();
        Path backup = Files.createDirectory(folder.resolve("backup"));
        for (String file : List.of("log.db", "content.db")) {
            Files.copy(folder.resolve("data").resolve(file), backup.resolve(file));
        }
        startAgain();
        decide();
        server.close();
        for (String file : List.of("log.db", "content.db")) {
            Files.copy(backup.resolve(file), folder.resolve("data").resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }

        assertThatThrownBy(this::startAgain)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("it is an older copy")
                .hasMessageContaining("limpid log accept-rollback");

        assertThat(LogRepair.acceptRollback(place())).contains("goes on with");
        startAgain();
        decide();
        assertThat(client.get("/v1/log/entries?limit=1000")
                        .json()
                        .path("entries")
                        .findValuesAsText("leaf"))
                .anySatisfy(leaf -> assertThat(new String(Base64.getDecoder().decode(leaf), StandardCharsets.UTF_8))
                        .contains("\"reason\":\"rollback\"")
                        .contains("\"lost_size\""));
    }

    @Test
    void of_two_copies_that_run_at_once_one_stops_deciding() throws Exception {
        decide();
        server.close();
        Path other = Files.createDirectory(folder.resolve("other"));
        try (var files = Files.list(folder.resolve("data"))) {
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        startAgain();
        try (DecisionLog copy = DecisionLog.open(
                new LogPlace(other, folder.resolve("guard.db"), Optional.empty(), Optional.empty(), Optional.empty()),
                LogSettings.defaults(),
                Clock.systemUTC())) {
            awaitTrue(() -> {
                client.moderate(SPAM);
                return !copy.writable() || client.get("/readyz").status() == 503;
            });
        } catch (io.limpid.server.log.LogRefusedException refused) {
            assertThat(refused).hasMessageContaining("older copy");
        }
    }

    private static void awaitTrue(java.util.function.BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(50);
        }
    }

    @Test
    void a_decision_replays_the_same_by_what_was_pinned() {
        String id = decide();
        server.close();
        startAgain();

        JsonNode pinned = client.post("/v1/decisions/" + id + "/replay", "application/json", new byte[0])
                .json();
        JsonNode current = client.post(
                        "/v1/decisions/" + id + "/replay",
                        "application/json",
                        "{\"rulesets\": \"current\"}".getBytes(StandardCharsets.UTF_8))
                .json();

        assertThat(pinned.path("verdict").asText()).isEqualTo("same");
        assertThat(pinned.path("now")).isEqualTo(pinned.path("then"));
        assertThat(pinned.path("changed_rules")).isEmpty();
        assertThat(current.path("verdict").asText()).isEqualTo("same");
    }

    @Test
    void every_fact_that_a_platform_may_send_is_there_for_a_replay() {
        String everything = "{\"id\": \"p-9\", \"fields\": {\"title\": \"加薇✓信\", \"body\": \"" + TEXT + "\"},"
                + " \"language\": \"en-GB\", \"surface\": \"comment\", \"created_at\": \"2026-11-23T10:00:00.000Z\","
                + " \"author\": {\"id\": \"u-1\", \"age_days\": 3, \"post_count\": 1, \"trusted\": false},"
                + " \"context\": {\"reply_to\": \"p-8\", \"territory\": \"DE\", \"attributes\": {\"room\": \"market\", \"level\": 3}},"
                + " \"options\": {\"explain\": \"reviewer\"}}";
        for (int i = 0; i < 8; i++) {
            String id = client.moderate(everything).json().path("decision_id").asText();

            assertThat(replay(id, "{}").json().path("verdict").asText()).isEqualTo("same");
        }
        String notKept = client.moderate("{\"text\": \"" + TEXT + "\", \"options\": {\"store\": \"digest\"}}")
                .json()
                .path("decision_id")
                .asText();
        assertThat(replay(notKept, "{}").json().path("verdict").asText()).isEqualTo("input_erased");
    }

    @Test
    void what_may_not_be_asked_of_a_replay_is_named() {
        String id = decide();

        assertThat(replay(id, "{\"ruleset\": \"current\"}").status()).isEqualTo(400);
        assertThat(replay(id, "{\"rulesets\": \"newest\"}").status()).isEqualTo(400);
        assertThat(replay(id, "[]").status()).isEqualTo(400);
        assertThat(replay(id, "{\"rulesets\": \"sha256:" + "0".repeat(64) + "\"}")
                        .status())
                .isEqualTo(404);
        assertThat(replay("none", "{}").status()).isEqualTo(404);
    }

    private Answer replay(String id, String body) {
        return client.post(
                "/v1/decisions/" + id + "/replay", "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void erased_content_is_gone_from_every_file_and_an_entry_says_so() throws Exception {
        String id = decide();
        String kept = client.moderate("{\"text\": \"Add me on telegram: someone_else\"}")
                .json()
                .path("decision_id")
                .asText();
        assertThat(client.get("/v1/decisions?author=u-17").json().path("decisions"))
                .hasSize(1);

        Answer erased = client.send(client.request("/v1/decisions/" + id + "/content")
                .method("DELETE", BodyPublishers.ofString("{\"reason\": \"order\"}")));

        assertThat(erased.status()).isEqualTo(200);
        Answer gone = client.get("/v1/decisions/" + id);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.json().at("/erasure/reason").asText()).isEqualTo("order");
        assertThat(gone.json().at("/erasure/index")).isEqualTo(erased.json().at("/log/index"));
        assertThat(client.get("/v1/decisions?author=u-17").json().path("decisions"))
                .isEmpty();
        assertThat(client.get("/v1/decisions/" + kept).status()).isEqualTo(200);
        assertThat(replay(id, "{}").json().path("verdict").asText()).isEqualTo("input_erased");
        assertThat(client.get("/v1/decisions/" + id + "/statement").status()).isEqualTo(200);
        Answer again =
                client.send(client.request("/v1/decisions/" + id + "/content").DELETE());
        assertThat(again.json().at("/log/index")).isEqualTo(erased.json().at("/log/index"));
        server.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("rulesets"))
                    .toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("lucky_88");
            }
        }
        startAgain();
    }

    @Test
    void content_under_legal_hold_is_not_erased() {
        String id = decide();
        assertThat(client.send(client.request("/v1/decisions/" + id + "/hold").PUT(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);

        Answer refused =
                client.send(client.request("/v1/decisions/" + id + "/content").DELETE());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(client.get("/v1/decisions/" + id).status()).isEqualTo(200);

        client.send(client.request("/v1/decisions/" + id + "/hold").DELETE());
        assertThat(client.send(client.request("/v1/decisions/" + id + "/content")
                                .DELETE())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_restricted_post_has_a_statement_of_reasons_without_a_word_of_it() {
        JsonNode answer = client.moderate(SPAM).json();
        String link = answer.at("/links/statement").asText();

        Answer text = client.get(link + "?format=text&language=zh");
        JsonNode json = client.get(link).json();
        JsonNode dsa = client.get(link + "?format=dsa").json();

        assertThat(text.text()).contains("申诉").doesNotContain("telegram");
        assertThat(json.at("/reasons/0/rule").asText()).isEqualTo("spam.contact-funnel");
        assertThat(json.toString()).doesNotContain("telegram");
        assertThat(dsa.path("puid").asText())
                .isEqualTo(answer.path("decision_id").asText());
        assertThat(dsa.path("automated_decision").asText()).isEqualTo("AUTOMATED_DECISION_FULLY");
        assertThat(dsa.path("territorial_scope").get(0).asText()).isEqualTo("DE");
        assertThat(client.get(link + "?format=pdf").status()).isEqualTo(400);
        String allowed = client.moderate("{\"text\": \"Good morning\"}")
                .json()
                .path("decision_id")
                .asText();
        assertThat(client.get("/v1/decisions/" + allowed + "/statement").status())
                .isEqualTo(404);
    }

    @Test
    void who_sees_content_leaves_an_entry_first() {
        String id = decide();

        client.get("/v1/decisions/" + id);
        client.get("/v1/decisions?q=telegram");
        client.get("/v1/decisions/" + id + "/statement");

        List<Map<String, Object>> accesses = new ArrayList<>();
        for (JsonNode entry : client.get("/v1/log/entries?limit=1000").json().path("entries")) {
            Map<String, Object> leaf = CanonicalJson.decode(
                    Base64.getDecoder().decode(entry.path("leaf").asText()));
            if ("access".equals(leaf.get("type"))) {
                accesses.add(leaf);
            }
        }
        assertThat(accesses).extracting(leaf -> leaf.get("what")).containsExactly("decision", "list", "statement");
        assertThat(accesses)
                .allSatisfy(leaf -> assertThat(leaf.get("decision_ids")).isEqualTo(List.of(id)));
    }

    @Test
    void an_export_is_framed_by_entries_of_which_the_second_has_its_digest() {
        String id = decide();
        client.moderate("{\"text\": \"Good morning\"}");

        for (String format : List.of("ndjson", "csv", "dsa")) {
            Answer export = client.get("/v1/export?format=" + format);
            assertThat(export.status()).isEqualTo(200);
            String digest = Hashing.sha256().hashBytes(export.response().body()).toString();
            JsonNode entries = client.get("/v1/log/entries?limit=1000").json().path("entries");
            Map<String, Object> last = CanonicalJson.decode(Base64.getDecoder()
                    .decode(entries.get(entries.size() - 1).path("leaf").asText()));
            assertThat(last)
                    .containsEntry("type", "export")
                    .containsEntry("stage", "done")
                    .containsEntry("sha256", digest)
                    .containsEntry("records", format.equals("dsa") ? 1L : 2L);
            assertThat(export.text().lines().count()).isEqualTo(format.equals("csv") ? 3 : 2);
            assertThat(export.text()).contains(id);
        }
        assertThat(client.get("/v1/export?format=xml").status()).isEqualTo(400);
        assertThat(client.get("/v1/export?from=yesterday").status()).isEqualTo(400);
        assertThat(client.get("/v1/export?to=2020-01-01T00:00:00Z").text()).isEmpty();
    }
}
