package io.limpid.server.log;

import static io.limpid.server.log.Decisions.CLOCK;
import static io.limpid.server.log.Decisions.await;
import static io.limpid.server.log.Decisions.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log refuses to start on, and what it says. */
final class LogOpeningTest {
    @TempDir
    Path temp;

    @Test
    void makes_a_folder_whose_files_are_for_their_owner_only() throws IOException {
        Path folder = temp.resolve("new/data");
        open(folder).close();

        for (String name : new String[] {"log.db", "content.db", "content.key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void refuses_a_folder_that_cannot_be_one() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "x");

        refuses(file, "as data folder", "name a folder");
        refuses(file.resolve("under"), "as data folder", "name a folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log.db", "content.db", "guard.db"})
    void refuses_a_newer_schema(String name) throws SQLException {
        madeFolder();
        LogFiles.execute(temp.resolve(name), "PRAGMA user_version = 4");

        refuses(temp, name, "has schema 4", "newer limpid");
    }

    @Test
    void refuses_a_schema_from_before_the_tree() throws SQLException {
        madeFolder();
        LogFiles.execute(temp.resolve("log.db"), "PRAGMA user_version = 1");

        refuses(temp, "log.db", "has schema 1", "another data folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log.db", "content.db"})
    void refuses_another_programs_sqlite_file_and_leaves_it_alone(String name) throws SQLException, IOException {
        Path file = temp.resolve(name);
        ContentKey.create(temp.resolve("content.key"), new SecureRandom());
        LogFiles.execute(file, "CREATE TABLE bookmarks (url TEXT)");
        byte[] before = Files.readAllBytes(file);

        refuses(temp, name, "another program", "another data folder");
        assertThat(file).hasBinaryContent(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log.db", "content.db"})
    void asks_nobody_for_the_key_of_another_programs_file(String name) throws SQLException, IOException {
        Path file = temp.resolve(name);
        LogFiles.execute(file, "CREATE TABLE bookmarks (url TEXT)");
        byte[] before = Files.readAllBytes(file);

        refuses(temp, name, "another program", "another data folder");
        assertThat(file).hasBinaryContent(before);
        Files.writeString(temp.resolve("content.key"), "not a key");
        refuses(temp, name, "another program", "another data folder");
        Files.writeString(file, "not a database ".repeat(1000));
        refuses(temp, name, "not an SQLite file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log.db", "content.db"})
    void refuses_a_file_that_is_no_database(String name) throws IOException {
        ContentKey.create(temp.resolve("content.key"), new SecureRandom());
        Files.writeString(temp.resolve(name), "not a database ".repeat(1000));

        refuses(temp, name, "not an SQLite file", "backup");
        assertThat(temp.resolve(name)).hasContent("not a database ".repeat(1000));
    }

    @Test
    void refuses_a_folder_in_use_by_this_process() {
        try (var log = open(temp)) {
            refuses(temp, "in use", "Stop the other");
            refuses(temp.resolve("../" + temp.getFileName()), "in use");
            assertThat(await(log.append(decision("d-1"))).index()).isEqualTo(1);
        }
        assertThatCode(() -> open(temp).close()).doesNotThrowAnyException();
    }

    @Test
    void refuses_a_folder_in_use_by_another_process() throws Exception {
        try (var child = new Child(temp)) {
            assertThat(child.readLine()).startsWith("ack ");
            refuses(temp, "in use", "Stop the other");
        }
    }

    @Test
    void keeps_other_processes_out_even_after_it_has_refused_one_of_its_own() throws Exception {
        try (var log = open(temp)) {
            refuses(temp, "in use");

            try (var child = new Child(temp)) {
                assertThat(child.readLine()).startsWith("refused ").contains("in use");
            }
            assertThat(await(log.append(decision("d-1"))).index()).isEqualTo(1);
        }
    }

    @Test
    void refuses_to_go_on_without_the_key() throws IOException {
        madeFolder();
        Files.delete(temp.resolve("content.key"));

        refuses(temp, "content.key", "is missing", "Restore it");
        assertThat(temp.resolve("content.key")).doesNotExist();
    }

    @Test
    void refuses_another_logs_key() throws IOException {
        madeFolder();
        open(temp.resolve("other")).close();
        Files.copy(temp.resolve("other/content.key"), temp.resolve("content.key"), StandardCopyOption.REPLACE_EXISTING);

        refuses(temp, "key file is not the one", "restore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "limpid-content-key-v1:", "limpid-content-key-v1:AAAA", "limpid-content-key-v1:%%%%"})
    void refuses_a_key_file_that_holds_no_key(String text) throws IOException {
        madeFolder();
        Files.writeString(temp.resolve("content.key"), text);

        refuses(temp, "is not a key file", "restore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
    void refuses_a_key_file_that_others_may_use(String mode) throws IOException {
        madeFolder();
        Files.setPosixFilePermissions(temp.resolve("content.key"), PosixFilePermissions.fromString(mode));

        refuses(temp, "has mode " + mode, "chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"---------", "-w-------"})
    void refuses_a_key_file_that_its_owner_may_not_read(String mode) throws IOException {
        madeFolder();
        Files.setPosixFilePermissions(temp.resolve("content.key"), PosixFilePermissions.fromString(mode));

        refuses(temp, "has mode " + mode, "its owner cannot read it", "chmod 600");
    }

    @Test
    void refuses_a_key_file_that_is_not_even_text() throws IOException {
        madeFolder();
        Files.write(temp.resolve("content.key"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});

        refuses(temp, "is not a key file", "restore");
    }

    @Test
    void takes_a_key_file_that_even_its_owner_may_only_read() throws IOException {
        madeFolder();
        Files.setPosixFilePermissions(temp.resolve("content.key"), PosixFilePermissions.fromString("r--------"));

        assertThatCode(() -> open(temp).close()).doesNotThrowAnyException();
    }

    @Test
    void refuses_a_key_file_that_is_a_link() throws IOException {
        madeFolder();
        Path elsewhere = Files.move(temp.resolve("content.key"), temp.resolve("elsewhere"));
        Files.createSymbolicLink(temp.resolve("content.key"), elsewhere);

        refuses(temp, "not a regular file");
    }

    @Test
    void refuses_a_log_whose_other_half_is_missing() throws IOException {
        madeFolder();
        Path log = temp.resolve("log.db");
        Path content = temp.resolve("content.db");

        Path away = Files.move(content, temp.resolve("away"));
        refuses(temp, "content.db is missing", "backup");
        Files.move(away, content, StandardCopyOption.REPLACE_EXISTING);
        Files.move(log, away);
        refuses(temp, "log.db is missing", "backup");
        Files.move(away, log, StandardCopyOption.REPLACE_EXISTING);

        assertThatCode(() -> open(temp).close()).doesNotThrowAnyException();
    }

    @Test
    void refuses_halves_of_two_logs() throws IOException {
        madeFolder();
        Path other = temp.resolve("other");
        Files.createDirectory(other);
        Files.copy(temp.resolve("content.key"), other.resolve("content.key"), StandardCopyOption.COPY_ATTRIBUTES);
        open(other).close();
        Files.copy(other.resolve("log.db"), temp.resolve("log.db"), StandardCopyOption.REPLACE_EXISTING);

        refuses(temp, "two different logs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log.db", "content.db"})
    void refuses_a_half_from_an_older_backup(String name) throws IOException {
        madeFolder();
        Path backup = Files.copy(temp.resolve(name), temp.resolve("backup"));
        for (int i = 0; i < 3; i++) {
            try (var log = open(temp)) {
                await(log.append(decision("later-" + i)));
            }
        }
        Files.copy(backup, temp.resolve(name), StandardCopyOption.REPLACE_EXISTING);

        refuses(temp, "older copy", "Restore");
        assertThatThrownBy(() -> LogFiles.execute(temp.resolve("log.db"), "DELETE FROM leaf"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void removes_content_that_a_crash_kept_from_being_logged() throws SQLException {
        madeFolder();
        LogFiles.execute(
                temp.resolve("content.db"), "INSERT INTO content SELECT 2, key, data FROM content WHERE idx = 1;");
        LogFiles.execute(temp.resolve("content.db"), "UPDATE meta SET value = 2 WHERE name = 'content_batch'");

        try (var log = open(temp)) {
            await(log.append(decision("d-2")));
            assertThat(log.find("d-2").orElseThrow().answer()).isPresent();
            assertThat(log.find("d-1").orElseThrow().answer()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.51.2", "3.50.99", "2.99.99", "3.6"})
    void refuses_an_sqlite_that_can_corrupt_its_write_ahead_log(String version) {
        assertThatThrownBy(() -> Database.checkSqlite(version))
                .isInstanceOf(LogRefusedException.class)
                .hasMessageContaining("3.51.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.51.3", "3.51.10", "3.54.1", "4.0.0", "4"})
    void takes_an_sqlite_that_cannot(String version) {
        assertThatCode(() -> Database.checkSqlite(version)).doesNotThrowAnyException();
    }

    private void madeFolder() {
        try (var log = open(temp)) {
            await(log.append(decision("d-1")));
        }
    }

    private static DecisionLog open(Path folder) {
        return DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK);
    }

    private static void refuses(Path folder, String... because) {
        assertThatThrownBy(() -> open(folder).close())
                .isInstanceOf(LogRefusedException.class)
                .satisfies(refused ->
                        assertThat(refused.getMessage()).contains(because).doesNotContain("Exception"));
    }
}
