package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.Client.Answer;
import io.limpid.server.api.SampleRules;
import io.limpid.server.cli.Ran;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @TempDir
    Path folder;

    private RunningServer server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        SampleRules.writeTo(folder.resolve("rulesets"));
        server = TestConfig.in(folder).start();
        client = new Client(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer post(String text) {
        return client.moderate("{\"text\": \"" + text + "\"}");
    }

    private Ran backup(Path to) {
        return Commands.run("backup", "--data", folder.resolve("data").toString(), "--to", to.toString());
    }

    @Test
    void a_copy_made_under_load_holds_and_decides_on() throws Exception {
        var going = new AtomicBoolean(true);
        var sent = new AtomicInteger();
        List<Thread> platforms = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            platforms.add(new Thread(() -> {
                Client own = new Client(server);
                while (going.get()) {
                    own.moderate("{\"text\": \"post " + number + "\"}");
                    sent.incrementAndGet();
                }
            }));
        }
        platforms.forEach(Thread::start);
        Looks.until(count -> count > 20, 400, 25, sent::get);
        String before =
                post("Add me on telegram: lucky_88").json().path("decision_id").asText();

        for (int i = 0; i < 3; i++) {
            Ran ran = backup(folder.resolve("backup" + i));
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out()).contains("copied to", "verified ", "signed by ");
        }
        going.set(false);
        for (Thread platform : platforms) {
            platform.join();
        }

        Path copy = folder.resolve("backup2");
        Path restored = folder.resolve("restored");
        Ran ran = Commands.run("restore", copy.toString(), "--data", restored.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        try (RunningServer again = TestConfig.in(folder).withData(restored).start()) {
            Client other = new Client(again);
            assertThat(other.get("/v1/decisions/" + before).status()).isEqualTo(200);
            assertThat(other.moderate("{\"text\": \"and on\"}").status()).isEqualTo(200);
        }
        assertThat(Verifiers.ours(restored).code()).isZero();
        assertThat(Verifiers.theirs(restored).code()).isZero();
    }

    @Test
    void what_was_erased_is_not_in_a_copy_and_only_its_owner_may_read_it() throws Exception {
        String id =
                post("a very particular sentence").json().path("decision_id").asText();
        client.send(client.request("/v1/decisions/" + id + "/content").DELETE());
        post("a kept one");
        Path copy = folder.resolve("backup");

        assertThat(backup(copy).code()).isZero();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(copy)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("very particular");
            }
        }
        try (RunningServer again = TestConfig.in(folder).withData(copy).start()) {
            assertThat(new Client(again).get("/v1/decisions/" + id).status()).isEqualTo(410);
        }
    }

    @Test
    void nothing_is_written_over_and_a_copy_that_does_not_hold_is_told() throws Exception {
        for (int i = 0; i < 40; i++) {
            post("post " + i);
        }
        Path copy = folder.resolve("backup");
        assertThat(backup(copy).code()).isZero();

        Ran twice = backup(copy);
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err()).contains("is there already");
        Ran inside = backup(folder.resolve("data/backup"));
        assertThat(inside.code()).isEqualTo(2);
        assertThat(inside.err()).contains("is inside");
        Ran nowhere = Commands.run(
                "restore",
                folder.resolve("none").toString(),
                "--data",
                folder.resolve("x").toString());
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("there is no log in");

        change(copy.resolve("log.db"), "\"action\":\"allow\"", "\"action\":\"hold!\"");
        Ran broken = Commands.run(
                "restore", copy.toString(), "--data", folder.resolve("y").toString());
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.err()).contains("does not hold");
    }

    private static void change(Path file, String from, String to) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(from);
        assertThat(at).isPositive();
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            open.write(to.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
