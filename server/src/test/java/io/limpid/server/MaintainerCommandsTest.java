package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.api.SampleRules;
import io.limpid.server.cli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a maintainer does at the command line with a running service. */
class MaintainerCommandsTest {
    @TempDir
    Path folder;

    private RunningServer server;

    @BeforeEach
    void start() {
        SampleRules.writeTo(folder.resolve("rulesets"));
        Commands.run("rules", "keygen", "-o", at("ann"), "--name", "ann");
        Commands.run("rules", "keygen", "-o", at("eve"), "--name", "eve");
        server = TestConfig.in(folder).withMaintainers(List.of(at("ann.pub"))).start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private Ran talk(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add(0, "rules");
        all.addAll(List.of("--server", server.url()));
        return Commands.run(all.toArray(String[]::new));
    }

    /** The next version of the sample ruleset, in a bundle. */
    private String bundle(String before, String after) throws IOException {
        Path next = SampleRules.writeTo(folder.resolve("next"));
        change(next.resolve("spam/ruleset.yaml"), "2026.11.0", "2026.12.0");
        change(next.resolve("spam/rules/contact-funnel.yaml"), before, after);
        assertThat(Commands.run("rules", "pack", next.resolve("spam").toString(), "-o", at("spam.tar"))
                        .code())
                .isZero();
        return at("spam.tar");
    }

    private static void change(Path file, String before, String after) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(before);
        Files.writeString(file, text.replace(before, after));
    }

    @Test
    void takes_a_version_from_a_bundle_to_force_and_back() throws IOException {
        String bundle = bundle("action: hold", "action: remove");
        Ran unsigned = talk("publish", bundle);
        assertThat(unsigned.code()).isEqualTo(1);
        assertThat(unsigned.err()).contains("(422)", "none of the maintainers", "Trusted: ann");
        Commands.run("rules", "sign", bundle, "--key", at("ann"));

        Ran published = talk("publish", bundle);
        assertThat(published.out())
                .as(published.err())
                .startsWith("spam 2026.12.0 sha256:")
                .contains("is draft");
        assertThat(talk("stage", "spam", "2026.12.0", "shadow", "--reason", "to see")
                        .out())
                .startsWith("spam 2026.12.0 is shadow, log entry ");
        Ran tried = talk("backtest", "spam", "2026.12.0");
        assertThat(tried.out()).as(tried.err()).startsWith("0 posts");
        Ran alone = talk("stage", "spam", "2026.12.0", "active", "--reason", "seen", "--key", at("ann"));
        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).contains("--bundle FILE");
        Ran signed = talk(
                "stage", "spam", "2026.12.0", "active", "--reason", "seen", "--key", at("ann"), "--bundle", bundle);
        assertThat(signed.out()).as(signed.err()).startsWith("spam 2026.12.0 is active");
        assertThat(talk("stage", "spam", "2026.12.0", "active", "--reason", "again")
                        .err())
                .contains("is active already");
        Ran other = talk("rollback", "spam", "--reason", "no good", "--key", at("ann"), "--bundle", bundle);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("nothing was signed");
        Commands.run("rules", "pack", folder.resolve("rulesets/spam").toString(), "-o", at("first.tar"));
        Ran back = talk("rollback", "spam", "--reason", "no good", "--key", at("ann"), "--bundle", at("first.tar"));
        assertThat(back.out()).as(back.err()).startsWith("spam 2026.11.0 is active");
        assertThat(back.err()).contains("Signing for ", "→ rollback");
    }

    @Test
    void is_told_every_problem_with_its_place() throws IOException {
        String bundle = bundle("{text: \"微信支付接口文档\", expect: pass}", "{text: \"微信支付接口文档\", expect: match}");
        Commands.run("rules", "sign", bundle, "--key", at("ann"));

        Ran refused = talk("publish", bundle);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("The ruleset cannot be published (422)", "rules/contact-funnel.yaml:");
    }

    @Test
    void no_message_repeats_a_secret() throws IOException {
        String secret = Files.readString(Path.of(at("ann"))).lines().toList().get(0);
        String part = secret.substring(secret.length() - 20);

        for (Ran wrong : List.of(
                Commands.run("serve", "--open", "--data", at("none"), "--trust", at("ann")),
                Commands.run("rules", "bundle", bundle("action: hold", "action: remove"), "--trust", at("ann")))) {
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err())
                    .contains("is not the public key of a maintainer")
                    .doesNotContain(part);
            assertThat(wrong.out()).doesNotContain(part);
        }
    }

    @Test
    void does_not_pack_over_what_somebody_has_signed() throws IOException {
        String bundle = bundle("action: hold", "action: remove");
        Commands.run("rules", "sign", bundle, "--key", at("ann"));
        byte[] signed = Files.readAllBytes(Path.of(bundle));

        Ran again = Commands.run("rules", "pack", folder.resolve("next/spam").toString(), "-o", bundle);

        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("somebody has signed");
        assertThat(Files.readAllBytes(Path.of(bundle))).isEqualTo(signed);
    }

    @Test
    void is_told_what_went_wrong_in_talking_to_the_service() {
        assertThat(talk("stage", "spam", "1", "draft", "--reason", "x").err()).contains("no stage \"draft\"");
        assertThat(talk("stage", "spam", "1", "shadow", "--reason", "x").err()).contains("(404)", "no version 1");
        assertThat(talk("lift-brake", "spam.card", "--reason", "x").err()).contains("there is no brake");
        assertThat(talk("rollback", "spam", "--reason", "x").err()).contains("no version of spam acted before");
        Ran nobody = Commands.run("rules", "rollback", "spam", "--reason", "x", "--server", "http://127.0.0.1:1");
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.err()).contains("no answer from http://127.0.0.1:1");
    }
}
