package io.limpid.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.hash.Hashing;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetReader;
import io.limpid.server.tree.NoteSigner;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleTest {
    private static final String HEADER = """
            ruleset: sample
            version: 2026.11.1
            title: {en: Sample, zh: 样本}
            maintainer: trust@example.org
            terms_url: https://example.org/terms
            changes: The first one.
            """;
    private static final String RULE = """
            rule: sample.a
            revision: 1
            title: {en: A metal, zh: 金属}
            category: spam
            action: hold
            ground: {kind: terms, clause: "Terms 1", dsa: {category: SCAMS_AND_FRAUD, keywords: [OTHER]}}
            signals: {m: {list: metals}}
            when: m
            explain: {public: {en: Metal., zh: 金属。}}
            known_false_positives: [Jewellers]
            tests:
              - {text: "gold", expect: match}
              - {text: "silver", expect: match}
              - {text: "wood", expect: pass}
            """;
    private static final MaintainerKey ADA = new MaintainerKey(NoteSigner.generate("ada@example.org"));
    private static final MaintainerKey BOB = new MaintainerKey(NoteSigner.generate("bob@example.org"));

    @TempDir
    Path folder;

    private Path write(String name, String rule) throws IOException {
        Path at = folder.resolve(name);
        Files.createDirectories(at.resolve("rules"));
        Files.createDirectories(at.resolve("lists"));
        Files.writeString(at.resolve("lists/metals.txt"), "gold\nsilver\n");
        Files.writeString(at.resolve("rules/a.yaml"), rule);
        Files.writeString(at.resolve("ruleset.yaml"), HEADER);
        return at;
    }

    private Bundle packed() throws IOException {
        return Bundle.pack(RulesetFiles.read(write("sample", RULE)));
    }

    private static List<VerifierKey> keys(MaintainerKey... signers) throws VerificationException {
        VerifierKey[] keys = new VerifierKey[signers.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = VerifierKey.parse(signers[i].verifierKey());
        }
        return List.of(keys);
    }

    @Test
    void is_the_same_bytes_whenever_and_wherever_it_is_packed() throws IOException {
        byte[] once = packed().archive();
        Path other = write("elsewhere", RULE);
        Files.setLastModifiedTime(other.resolve("ruleset.yaml"), FileTime.fromMillis(1));
        Files.setPosixFilePermissions(other.resolve("rules/a.yaml"), PosixFilePermissions.fromString("rwx------"));

        assertThat(Bundle.pack(RulesetFiles.read(other)).archive()).isEqualTo(once);
        assertThat(Hashing.sha256().hashBytes(once))
                .as("the same as on the machine that this test was written on")
                .hasToString("f477c0dbf96813b186994dfa64de663572c9b33c6ddbf3a66cc7c5a25244fb8a");
    }

    @Test
    void is_an_archive_that_other_programs_read() throws Exception {
        Path file = Files.write(folder.resolve("bundle.tar"), packed().archive());
        Process tar;
        try {
            tar = new ProcessBuilder(
                            "tar",
                            "-xvf",
                            file.toString(),
                            "-C",
                            Files.createDirectory(folder.resolve("out")).toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeThat(false).as("there is no tar here").isTrue();
            throw e;
        }
        String said = new String(tar.getInputStream().readAllBytes(), UTF_8);

        assertThat(tar.waitFor()).as(said).isZero();
        assertThat(said.lines()).containsExactly("manifest", "lists/metals.txt", "rules/a.yaml", "ruleset.yaml");
        assertThat(folder.resolve("out/rules/a.yaml")).hasContent(RULE);
        assertThat(folder.resolve("out/manifest")).hasContent(packed().files().manifest());
    }

    @Test
    void gives_back_what_was_packed() throws Exception {
        Bundle bundle = packed().signedBy(ADA, "sample", "2026.11.1");

        Bundle read = Bundle.read(bundle.archive());

        assertThat(read.archive()).isEqualTo(bundle.archive());
        assertThat(read.digest()).isEqualTo(RulesetReader.load(read.files()).digest());
        assertThat(read.signers("sample", "2026.11.1", keys(ADA, BOB))).isEqualTo(keys(ADA));
        assertThat(read.signers("sample", "2026.11.1", keys(BOB))).isEmpty();
    }

    @Test
    void takes_signatures_one_after_the_other_and_each_once() throws Exception {
        Bundle one = packed().signedBy(ADA, "sample", "2026.11.1");

        assertThat(one.signedBy(ADA, "sample", "2026.11.1").archive()).isEqualTo(one.archive());
        assertThat(one.signedBy(BOB, "sample", "2026.11.1").signers("sample", "2026.11.1", keys(BOB, ADA)))
                .isEqualTo(keys(ADA, BOB));
        assertThatThrownBy(() -> one.signers("sample", "2026.11.2", keys(ADA)))
                .as("of another version")
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("something else");
    }

    @Test
    void with_any_byte_changed_is_refused_or_has_no_good_signature() throws Exception {
        byte[] archive = packed().signedBy(ADA, "sample", "2026.11.1").archive();
        var random = new Random(3);
        for (int i = 0; i < 3000; i++) {
            byte[] changed = archive.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            boolean good;
            try {
                good = !Bundle.read(changed)
                        .signers("sample", "2026.11.1", keys(ADA))
                        .isEmpty();
            } catch (BrokenBundleException | VerificationException e) {
                good = false;
            }
            assertThat(good).as("change %d", i).isFalse();
        }
        for (int length : List.of(0, 1, 511, 512, 1024, archive.length - 512, archive.length - 1)) {
            assertThatThrownBy(() -> Bundle.read(Arrays.copyOf(archive, length)))
                    .isInstanceOf(BrokenBundleException.class);
        }
        assertThatThrownBy(() -> Bundle.read(Arrays.copyOf(archive, archive.length + 512)))
                .isInstanceOf(BrokenBundleException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../ruleset.yaml",
                "/etc/passwd",
                "rules/../../x.yaml",
                "rules/.hidden.yaml",
                "rules//a.yaml",
                "rules/é.yaml",
                ""
            })
    void with_a_path_that_leads_elsewhere_is_refused(String name) throws IOException {
        byte[] archive = packed().archive();
        // The name of the second file, whose checksum is made good again.
        int at = 512 + 512;
        byte[] renamed = archive.clone();
        Arrays.fill(renamed, at, at + 100, (byte) 0);
        byte[] bytes = name.getBytes(UTF_8);
        System.arraycopy(bytes, 0, renamed, at, bytes.length);
        Arrays.fill(renamed, at + 148, at + 156, (byte) ' ');
        int sum = 0;
        for (int i = at; i < at + 512; i++) {
            sum += renamed[i] & 0xff;
        }
        System.arraycopy(String.format("%06o\0 ", sum).getBytes(UTF_8), 0, renamed, at + 148, 8);

        assertThatThrownBy(() -> Bundle.read(renamed)).isInstanceOf(BrokenBundleException.class);
    }

    @Test
    void with_a_file_that_no_ruleset_has_or_a_manifest_of_others_is_refused() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("manifest", packed().files().manifest().getBytes(UTF_8));
        packed().files().files().forEach(files::put);
        files.put("rules/deeper/x.yaml", new byte[0]);
        assertThatThrownBy(() -> Bundle.read(Tar.pack(files)))
                .isInstanceOf(BrokenBundleException.class)
                .hasMessageContaining("holds rules/deeper/x.yaml, which no ruleset has");
        files.remove("rules/deeper/x.yaml");
        assertThat(catchRead(files)).isNull();
        files.put("lists/metals.txt", "gold\n".getBytes(UTF_8));
        assertThatThrownBy(() -> Bundle.read(Tar.pack(files))).hasMessageContaining("changed after it was packed");
        files.remove("manifest");
        assertThatThrownBy(() -> Bundle.read(Tar.pack(files))).hasMessageContaining("manifest");
    }

    private static @org.jspecify.annotations.Nullable Exception catchRead(Map<String, byte[]> files) {
        try {
            Bundle.read(Tar.pack(files));
            return null;
        } catch (BrokenBundleException e) {
            return e;
        }
    }

    @Test
    void has_no_room_for_long_or_foreign_names() throws IOException {
        Path at = write("long", RULE);
        Files.writeString(at.resolve("lists/" + "x".repeat(120) + ".txt"), "a\n");
        assertThatThrownBy(() -> Bundle.pack(RulesetFiles.read(at)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("up to 100 ASCII letters");
    }

    @Test
    void keys_are_made_once_and_only_their_owner_may_use_them() throws Exception {
        Path file = folder.resolve("ada");
        String key = MaintainerKey.generate(file, "ada@example.org");

        assertThat(MaintainerKey.readPublic(folder.resolve("ada.pub"))).hasToString(key);
        assertThat(MaintainerKey.read(file).verifierKey()).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> MaintainerKey.generate(file, "ada")).hasMessageContaining("never overwritten");
        assertThatThrownBy(() -> MaintainerKey.readPublic(file))
                .hasMessageContaining("is not the public key of a maintainer");
        assertThatThrownBy(() -> MaintainerKey.read(folder.resolve("ada.pub"))).isInstanceOf(PublishingException.class);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> MaintainerKey.read(file)).hasMessageContaining("chmod 600");
        assertThatThrownBy(() -> MaintainerKey.generate(folder.resolve("x"), "ada lovelace"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
