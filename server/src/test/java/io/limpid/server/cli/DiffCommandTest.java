package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {
    private static final Path SOUND = Path.of(Ran.FILES + "sound");

    @TempDir
    private Path folder = Path.of("");

    private Path after = Path.of("");

    @BeforeEach
    void a_copy() throws IOException {
        after = folder.resolve("after");
        try (var paths = Files.walk(SOUND)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(path, after.resolve(SOUND.relativize(path).toString()));
            }
        }
    }

    @Test
    void the_same_version_as_a_folder_and_as_a_bundle_does_not_differ() throws IOException {
        String bundle = folder.resolve("sound.tar").toString();
        Ran.limpid("rules", "pack", SOUND.toString(), "-o", bundle);
        change("rules/coin.yaml", text -> "# A comment.\n\n" + text.replace(", leet, skip(2)", ", skip,   leet"));

        assertThat(diff(bundle, SOUND.toString())).isEqualTo(new Ran(0, "", ""));
        assertThat(diff(bundle, after.toString())).isEqualTo(new Ran(0, "", ""));
    }

    @Test
    void what_changed_is_told_as_it_was_and_as_it_is() throws IOException {
        change("ruleset.yaml", text -> text.replace("1.0.0", "1.1.0").replace("First", "Second"));
        change(
                "rules/coin.yaml",
                text -> text.replace("revision: 2", "revision: 3")
                        .replace("action: hold", "action: limit")
                        .replace("within: 20", "within: 30"));
        change("lists/coins.txt", text -> text + "dogecoin\n!bitcoin museum\n");
        change("lists/warnings.txt", text -> text.replace("beware of", "watch out for"));
        Ran.limpid("rules", "new", after.toString(), "tickets");

        assertThat(diff(SOUND.toString(), after.toString())).isEqualTo(new Ran(1, """
                                sound 1.0.0 → 1.1.0
                                  changes: First version. → Second version.
                                ~ rule sound.coin revision 2 → 3
                                    action: hold → limit
                                    signals.promise:
                                        {regex: '(?i)double|twice', near: coin, within: 20}
                                      → {regex: '(?i)double|twice', near: coin, within: 30}
                                    lists changed: coins, warnings
                                + rule sound.tickets revision 1: label, Tickets
                                ~ list coins: 2 entries added, 0 removed
                                    + dogecoin
                                    + !bitcoin museum
                                + list tickets: 1 entry added, 0 removed
                                    + example phrase
                                ~ list warnings: 1 entry added, 1 removed
                                    + watch out for
                                    - beware of
                                """, ""));
    }

    @Test
    void a_change_without_a_revision_or_a_version_is_warned_of() throws IOException {
        change("rules/coin.yaml", text -> text.replace("action: hold", "action: limit"));

        assertThat(diff(SOUND.toString(), after.toString()).out())
                .contains("warning: sound.coin changed, but its revision did not go up from 2\n")
                .endsWith("warning: the ruleset changed, but its version did not go up from 1.0.0\n");
    }

    @Test
    void posts_that_are_decided_differently_are_counted_by_action_and_by_rule() throws IOException {
        change("rules/coin.yaml", text -> text.replace("action: hold", "action: limit"));
        change("lists/coins.txt", text -> text + "dogecoin\n");
        Path posts = folder.resolve("posts.jsonl");
        Files.writeString(posts, """
                {"id": "a", "text": "double your bitcoin"}
                {"id": "b", "text": "hello"}

                {"text": "double your dogecoin"}
                """);

        Ran diff = diff(SOUND.toString(), after.toString(), "--posts", posts.toString());

        assertThat(diff.code()).isEqualTo(1);
        assertThat(diff.out()).endsWith("""
                3 posts: 2 with another action, 0 with the same action for other rules
                  allow → limit: 1 post
                  hold → limit: 1 post
                  sound.coin: 1 more, 0 no longer
                  line 1 (a): hold → limit
                  line 4: allow → limit +sound.coin
                """);
    }

    @Test
    void json_has_everything_for_programs() throws IOException {
        change("rules/coin.yaml", text -> text.replace("action: hold", "action: remove"));
        change("lists/coins.txt", text -> text.replace("bitcoin", "ether | a note"));
        Path posts = folder.resolve("posts.jsonl");
        Files.writeString(posts, "{\"id\": \"a\", \"text\": \"double your bitcoin\"}\n");

        JsonNode json = new JsonMapper()
                .readTree(diff(SOUND.toString(), after.toString(), "--json", "--posts", posts.toString())
                        .out());

        assertThat(json.at("/same").booleanValue()).isFalse();
        assertThat(json.at("/before/version").textValue()).isEqualTo("1.0.0");
        assertThat(json.at("/after/digest").textValue()).startsWith("sha256:");
        assertThat(json.at("/rules"))
                .hasToString(
                        "[{\"rule\":\"sound.coin\",\"change\":\"changed\",\"revision_before\":2,\"revision_after\":2,"
                                + "\"changes\":[{\"key\":\"action\",\"before\":\"hold\",\"after\":\"remove\"}],\"lists\":[\"coins\"]}]");
        assertThat(json.at("/lists/0/added/0").textValue()).isEqualTo("ether");
        assertThat(json.at("/warnings")).hasSize(2);
        assertThat(json.at("/posts/changed").intValue()).isEqualTo(1);
        assertThat(json.at("/posts/actions")).hasToString("[{\"before\":\"hold\",\"after\":\"allow\",\"posts\":1}]");
        assertThat(json.at("/posts/rules")).hasToString("[{\"rule\":\"sound.coin\",\"began\":0,\"ended\":1}]");
        assertThat(json.at("/posts/samples/0/id").textValue()).isEqualTo("a");
    }

    @Test
    void what_cannot_be_compared_is_wrong_usage() throws IOException {
        Path posts = folder.resolve("posts.jsonl");
        Files.writeString(posts, "{\"text\": \"hello\"}\nhello\n");

        assertThat(diff(SOUND.toString(), SOUND.toString(), "--posts", posts.toString()))
                .isEqualTo(new Ran(
                        2,
                        "1 post: 0 with another action, 0 with the same action for other rules\n",
                        "limpid: 1 line of " + posts + " is no request: 2\n"));
        assertThat(diff(SOUND.toString(), Ran.FILES)).extracting(Ran::code).isEqualTo(2);
        assertThat(diff(SOUND.toString(), Ran.FILES + "broken").err())
                .contains("coin.yaml:5:9: no action")
                .endsWith("cannot be used: 4 errors\n");
        assertThat(diff(SOUND.toString(), posts.toString()).err()).contains("not a bundle");
        assertThat(diff(SOUND.toString(), folder + "/nowhere").err()).contains("there is no folder");
        assertThat(diff(SOUND.toString()).err()).contains("Missing required parameter: 'AFTER'");
    }

    private static Ran diff(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "rules";
        all[1] = "diff";
        System.arraycopy(args, 0, all, 2, args.length);
        return Ran.limpid(all);
    }

    private void change(String file, UnaryOperator<String> change) throws IOException {
        Path path = after.resolve(file);
        Files.writeString(path, change.apply(Files.readString(path)));
    }
}
