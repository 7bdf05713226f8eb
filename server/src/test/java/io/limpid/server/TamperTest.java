package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.api.SampleRules;
import io.limpid.server.config.ServerConfig;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.Forgery;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogRepair;
import io.limpid.server.log.LogSettings;
import io.limpid.server.log.Retention;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What somebody with the files in his hands may do to a log, and what both verifiers, ours and the independent one in {@code
 * docs/verify.py}, then say of it.
 */
class TamperTest {
    private static final int POSTS = 300;

    @TempDir
    static Path made;

    @TempDir
    Path temp;

    /** The log after its first run, and later. */
    private static Path earlier;

    private static Path honest;
    private static Path checkpoint;
    private static List<String> ids = new ArrayList<>();

    /** Something done to a copy, and what verifying it ends with. */
    private record Tampering(String name, int exitCode, Deed deed) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface Deed {
        void to(Path folder) throws Exception;
    }

    @BeforeAll
    static void make() throws IOException {
        honest = made.resolve("honest");
        SampleRules.writeTo(made.resolve("rulesets"));
        run(client -> {
            for (int i = 0; i < POSTS; i++) {
                ids.add(client.moderate(post(i)).json().path("decision_id").asText());
            }
            client.get("/v1/decisions/" + ids.get(1) + "/receipt");
            assertThat(client.send(client.request("/v1/decisions/" + ids.get(7) + "/content")
                                    .DELETE())
                            .status())
                    .isEqualTo(200);
            write(made.resolve("checkpoint"), client.get("/log/checkpoint").text());
        });
        checkpoint = made.resolve("checkpoint");
        earlier = copy(honest, made.resolve("earlier"));
        LogRepair.rotateKey(LogPlace.alone(honest), false);
        run(client -> {
            for (int i = 0; i < 20; i++) {
                ids.add(client.moderate(post(POSTS + i))
                        .json()
                        .path("decision_id")
                        .asText());
            }
            client.get("/v1/decisions/" + ids.get(3));
        });
    }

    private static String post(int i) {
        return i % 3 == 0
                ? "{\"text\": \"Add me on telegram: lucky_" + i + "\", \"author\": {\"id\": \"u-" + i % 5 + "\"}}"
                : "{\"text\": \"Does the library open on Sunday? " + i + "\"}";
    }

    private static void run(java.util.function.Consumer<Client> with) {
        try (RunningServer server = TestConfig.in(made).withData(honest).start()) {
            with.accept(new Client(server));
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    @Test
    void the_honest_log_passes_and_grew_from_its_earlier_checkpoint() throws Exception {
        Path copy = copy(honest, temp.resolve("copy"));

        Verifiers.Verdict ours = Verifiers.ours(copy, "--since", checkpoint.toString());

        assertThat(ours.code()).as(ours.text()).isZero();
        assertThat(ours.json().path("ok").asBoolean()).isTrue();
        assertThat(ours.json().path("entries").asInt()).isGreaterThan(POSTS);
        assertThat(ours.json().path("signed_size")).isEqualTo(ours.json().path("entries"));
        Verifiers.Verdict theirs = Verifiers.theirs(copy, "--since", checkpoint.toString());
        assertThat(theirs.code()).as(theirs.text()).isZero();
        assertThat(theirs.json().path("root")).isEqualTo(ours.json().path("root"));
    }

    static Stream<Tampering> tamperings() {
        return Stream.of(
                sql(
                        "a bit of an entry",
                        11,
                        "UPDATE leaf SET bytes = CAST(replace(bytes, 'lang', 'lung') AS BLOB) WHERE idx = 5"),
                sql("an action and its hash", 11, rehashed(5, "\"action\":\"hold\"", "\"action\":\"none\"")),
                sql("a hash", 11, "UPDATE leaf SET hash = zeroblob(32) WHERE idx = 9"),
                sql("an entry gone", 11, "DELETE FROM leaf WHERE idx = 40"),
                sql("the first entry gone", 10, "DELETE FROM leaf WHERE idx = 0"),
                sql("two entries swapped", 11, """
                        UPDATE leaf SET idx = 100000 WHERE idx = 10;
                        UPDATE leaf SET idx = 10 WHERE idx = 11;
                        UPDATE leaf SET idx = 11 WHERE idx = 100000"""),
                sql(
                        "an entry twice",
                        11,
                        "INSERT INTO leaf SELECT (SELECT max(idx) + 1 FROM leaf), bytes, hash FROM leaf"
                                + " WHERE idx = 12"),
                sql("the last entries gone", 11, "DELETE FROM leaf WHERE idx > 315"),
                sql("a root of a tile", 11, "UPDATE tile_hash SET hash = randomblob(32)"),
                sql("a root of a tile gone", 11, "DELETE FROM tile_hash"),
                sql("the frontier", 11, "UPDATE frontier SET bytes = zeroblob(length(bytes))"),
                sql(
                        "a signature",
                        10,
                        "UPDATE checkpoint SET note = replace(note, char(8212) || ' limpid', char(8212) || ' l1mpid')"),
                sql(
                        "a root in a checkpoint",
                        10,
                        "UPDATE checkpoint SET note = replace(note, '=' || char(10) || char(10), 'A' || char(10) || char(10))"
                                + " WHERE size = (SELECT min(size) FROM checkpoint)"),
                sql(
                        "a checkpoint under another size",
                        10,
                        "UPDATE checkpoint SET size = size - 1 WHERE size = (SELECT max(size) FROM checkpoint)"),
                sql("the key that the log names", 10, "UPDATE signing_key SET key = replace(key, '+', '+0')"),
                sql(
                        "a decision listed under another action",
                        14,
                        "UPDATE decision SET action = 'allow' WHERE action = 'hold'"),
                sql("a decision no longer listed", 14, "DELETE FROM decision WHERE idx = 20"),
                sql("a decision listed at another time", 14, "UPDATE decision SET time = time + 1 WHERE idx = 21"),
                sql("rules of a decision no longer listed", 14, "DELETE FROM decision_rule"),
                sql(
                        "a category listed that is none",
                        14,
                        "INSERT INTO decision_category SELECT 'rights', time, idx FROM decision LIMIT 1"),
                sql("an erasure no longer listed", 14, "DELETE FROM erasure"),
                content(
                        "content gone without an entry",
                        15,
                        "DELETE FROM content WHERE idx = (SELECT min(idx) + 3 FROM content)"),
                content(
                        "content of a decision that has none",
                        15,
                        "INSERT INTO content SELECT 1, key, data FROM content LIMIT 1"),
                new Tampering(
                        "erased content put back",
                        15,
                        folder -> execute(
                                folder.resolve("content.db"),
                                "INSERT INTO content SELECT " + erasedIndex(folder)
                                        + ", key, data FROM content LIMIT 1")),
                sql(
                        "a legal hold that no entry set",
                        14,
                        "INSERT INTO legal_hold SELECT idx, idx FROM decision LIMIT 1"),
                sql("a decision of another platform", 14, "UPDATE decision SET platform = 'shop' WHERE idx = 30"),
                sql(
                        "a cosignature that is no signature",
                        10,
                        "INSERT INTO cosignature SELECT max(size), 'w.example', 1, 'w.example agrees' FROM checkpoint"),
                sql(
                        "a cosignature under no checkpoint",
                        10,
                        "INSERT INTO cosignature SELECT max(size) + 1, 'w.example', 1, char(8212) || ' w.example AAAA'"
                                + " FROM checkpoint"),
                sql("the last checkpoints gone", 11, "DELETE FROM checkpoint WHERE size > 200"),
                new Tampering("an older copy", 13, folder -> {
                    for (String file : List.of("log.db", "content.db")) {
                        Files.copy(earlier.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                    }
                }),
                new Tampering(
                        "another guard",
                        13,
                        folder -> execute(folder.resolve("guard.db"), "UPDATE guard SET root = zeroblob(32)")),
                new Tampering(
                        "no database",
                        2,
                        folder -> write(folder.resolve("log.db"), "not a database, but text".repeat(50))),
                new Tampering("a torn database", 2, folder -> {
                    byte[] bytes = Files.readAllBytes(folder.resolve("log.db"));
                    Files.write(folder.resolve("log.db"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
                }));
    }

    private static Tampering sql(String name, int exitCode, String sql) {
        return new Tampering(name, exitCode, folder -> execute(folder.resolve("log.db"), sql));
    }

    private static Tampering content(String name, int exitCode, String sql) {
        return new Tampering(name, exitCode, folder -> execute(folder.resolve("content.db"), sql));
    }

    /** SQLite cannot hash, so that the new hash is that of another entry: the tree tells, not the entry. */
    private static String rehashed(int index, String what, String instead) {
        return "UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), '" + what + "', '" + instead
                + "') AS BLOB), hash = (SELECT hash FROM leaf WHERE idx = " + (index + 1) + ") WHERE idx = " + index;
    }

    private static long erasedIndex(Path folder) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("log.db"));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT idx FROM erasure")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(Path database, String script) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            List<String> triggers = new ArrayList<>();
            try (var rows = statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'trigger'")) {
                while (rows.next()) {
                    triggers.add(rows.getString(1));
                }
            }
            for (String trigger : triggers) {
                statement.execute("DROP TRIGGER " + trigger);
            }
            int changed = 0;
            for (String sql : script.split(";", -1)) {
                changed += statement.executeUpdate(sql);
            }
            assertThat(changed).as("something was done").isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("tamperings")
    void both_verifiers_find(Tampering tampering) throws Exception {
        Path copy = copy(honest, temp.resolve("copy"));
        tampering.deed().to(copy);

        Verifiers.Verdict ours = Verifiers.ours(copy);

        assertThat(ours.code()).as(ours.text()).isEqualTo(tampering.exitCode());
        Verifiers.Verdict theirs = Verifiers.theirs(copy);
        assertThat(theirs.code()).as(theirs.text()).isEqualTo(tampering.exitCode());
    }

    @Test
    void an_erasure_that_a_crash_cut_off_is_told_and_is_no_fault() throws Exception {
        Path copy = copy(honest, temp.resolve("copy"));
        execute(
                copy.resolve("content.db"),
                "INSERT INTO content SELECT " + erasedIndex(copy) + ", key, data FROM content LIMIT 1");
        execute(
                copy.resolve("log.db"),
                "UPDATE meta SET value = 'open' WHERE name = 'state';"
                        + "DELETE FROM checkpoint WHERE size > (SELECT entry FROM erasure)");

        Verifiers.Verdict ours = Verifiers.ours(copy);

        assertThat(ours.code()).as(ours.text()).isZero();
        assertThat(ours.text()).contains("a crash cut off");
        Verifiers.Verdict theirs = Verifiers.theirs(copy);
        assertThat(theirs.code()).as(theirs.text()).isZero();
    }

    @Test
    void content_that_should_be_gone_by_now_is_overdue() throws Exception {
        Path data = temp.resolve("data");
        Clock then = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        ServerConfig config = TestConfig.in(made)
                .withData(data)
                .withRetention(new Retention(Map.of("allow", 30)))
                .config();
        try (RunningServer server = LimpidServer.start(config, then)) {
            var client = new Client(server);
            client.moderate("{\"text\": \"good morning\"}");
            client.moderate("{\"text\": \"Add me on telegram: lucky_88\"}");
        }
        for (Verifiers.Verdict verdict : List.of(Verifiers.ours(data), Verifiers.theirs(data))) {
            assertThat(verdict.code()).as(verdict.text()).isEqualTo(15);
            assertThat(verdict.json().path("faults")).hasSize(1);
            assertThat(verdict.text()).contains("overdue");
        }
    }

    @Test
    void an_answer_that_was_changed_by_who_has_the_key_is_found() throws Exception {
        Path copy = copy(honest, temp.resolve("copy"));
        Forgery.ofAnAnswer(copy, ids.get(5));

        Verifiers.Verdict ours = Verifiers.ours(copy);

        assertThat(ours.code()).as(ours.text()).isEqualTo(15);
        assertThat(ours.text()).contains("the answer that is kept is not the one that was given");
    }

    @Test
    void a_decision_by_a_version_whose_activation_was_undone_is_found() throws Exception {
        Path copy = copy(honest, temp.resolve("copy"));
        append(copy, Map.of("undone", activation(copy), "reason", "as if it had not come to pass"));
        try (RunningServer server = TestConfig.in(made).withData(copy).start()) {
            assertThat(new Client(server).moderate(post(1)).status()).isEqualTo(200);
        }

        assertThatBothFind(
                copy,
                "decided by a ruleset that no earlier entry put in force",
                "no ruleset of this digest was activated before");
    }

    @Test
    void a_step_that_is_undone_before_it_was_taken_is_found() throws Exception {
        Path copy = copy(honest, temp.resolve("copy"));
        append(copy, Map.of("undone", 1_000_000L, "reason", "of the future"));

        String what = "a step that is not before it: 1000000";
        assertThatBothFind(copy, what, what);
    }

    private static void append(Path data, Map<String, Object> undone) {
        try (DecisionLog log = DecisionLog.open(LogPlace.alone(data), LogSettings.defaults(), Clock.systemUTC())) {
            log.append(Entry.of("step_undone", undone)).join();
        }
    }

    private static long activation(Path data) {
        try (DecisionLog log = DecisionLog.open(LogPlace.alone(data), LogSettings.defaults(), Clock.systemUTC())) {
            return log.entries(0, 50)
                    .filter(leaf -> new String(leaf.bytes(), StandardCharsets.UTF_8)
                            .contains("\"type\":\"ruleset_activation\""))
                    .findFirst()
                    .orElseThrow()
                    .position()
                    .index();
        }
    }

    private static void assertThatBothFind(Path data, String inOurWords, String inTheirs) throws Exception {
        Verifiers.Verdict ours = Verifiers.ours(data);
        Verifiers.Verdict theirs = Verifiers.theirs(data);
        assertThat(ours.code()).as(ours.text()).isEqualTo(14);
        assertThat(theirs.code()).as(theirs.text()).isEqualTo(14);
        assertThat(ours.text()).contains(inOurWords);
        assertThat(theirs.text()).contains(inTheirs);
    }

    @Test
    void an_export_is_known_by_its_digest_and_compared_row_by_row() throws Exception {
        Path data = temp.resolve("data");
        Map<String, byte[]> exports = new TreeMap<>();
        try (RunningServer server = TestConfig.in(made).withData(data).start()) {
            var client = new Client(server);
            for (int i = 0; i < 40; i++) {
                client.moderate(post(i));
            }
            client.moderate("{\"text\": \"Add me on telegram: far_away\", \"context\": {\"territory\": \"US\"}}");
            for (String format : List.of("ndjson", "csv", "dsa")) {
                exports.put(
                        format,
                        client.get("/v1/export?format=" + format).response().body());
            }
        }
        for (Map.Entry<String, byte[]> export : exports.entrySet()) {
            Path file = Files.write(temp.resolve(export.getKey()), export.getValue());
            Verifiers.Verdict whole = Verifiers.ours(data, "--export", file.toString());
            assertThat(whole.code()).as(whole.text()).isZero();
            assertThat(whole.text()).contains("it is the export of entry");

            String text = new String(export.getValue(), StandardCharsets.UTF_8);
            Files.writeString(file, text.substring(0, text.stripTrailing().lastIndexOf('\n') + 1));
            Verifiers.Verdict shorter = Verifiers.ours(data, "--export", file.toString());
            assertThat(shorter.code()).as(shorter.text()).isEqualTo(17);
            assertThat(shorter.text()).contains("no entry says that a file with the digest");
        }
    }

    @Test
    void a_log_that_lost_what_an_earlier_checkpoint_covers_did_not_grow_from_it() throws Exception {
        Path copy = copy(earlier, temp.resolve("copy"));
        Path later = temp.resolve("later");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + honest.resolve("log.db"));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")) {
            rows.next();
            write(later, rows.getString(1));
        }

        assertThat(Verifiers.ours(copy, "--since", later.toString()).code()).isEqualTo(12);
        assertThat(Verifiers.theirs(copy, "--since", later.toString()).code()).isEqualTo(12);
    }

    @Test
    void a_key_that_came_from_elsewhere_is_held_against_the_log() throws Exception {
        Path copy = copy(honest, temp.resolve("copy"));

        Verifiers.Verdict stranger =
                Verifiers.ours(copy, "--key", "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");

        assertThat(stranger.code()).isEqualTo(10);
    }
}
