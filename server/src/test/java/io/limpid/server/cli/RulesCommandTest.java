package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCommandTest {
    @TempDir
    private Path noModels;

    private static final String SOUND = Ran.FILES + "sound";
    private static final String BROKEN = Ran.FILES + "broken";
    private static final String FAILING = Ran.FILES + "failing";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void lint_says_nothing_on_standard_output_of_a_sound_ruleset() {
        Ran lint = Ran.limpid("rules", "lint", SOUND);

        assertThat(lint).isEqualTo(new Ran(0, "", "1 ruleset, 1 rule, 2 lists: no problems; 3 tests pass\n"));
    }

    @Test
    void lint_reports_every_problem_with_a_path_that_opens_from_here() throws IOException {
        Ran lint = Ran.limpid("rules", "lint", BROKEN);

        assertThat(lint.out()).isEqualTo(Golden.text("lint-broken.txt"));
        assertThat(lint.err()).isEqualTo("1 ruleset: 4 errors; 1 ruleset with errors not tested\n");
        assertThat(lint.code()).isEqualTo(1);
        assertThat(lint.out().lines())
                .allSatisfy(line -> assertThat(Path.of(line.substring(0, line.indexOf(':'))))
                        .isRegularFile());
    }

    @Test
    void a_ruleset_is_packed_signed_and_known_by_who_signed_it() throws IOException {
        String key = folder.resolve("ada").toString();
        String bundle = folder.resolve("sound.tar").toString();

        Ran keygen = Ran.limpid("rules", "keygen", "-o", key, "--name", "ada@example.org");
        assertThat(keygen.code()).as(keygen.err()).isZero();
        assertThat(keygen.out())
                .matches("ada@example\\.org\\+[0-9a-f]{8}\\+\\S+\n")
                .isEqualTo(Files.readString(Path.of(key + ".pub")));
        assertThat(Ran.limpid("rules", "keygen", "-o", key).err()).contains("never overwritten");
        assertThat(Ran.limpid("rules", "keygen", "-o", folder.resolve("x").toString(), "--name", "a b")
                        .err())
                .contains("neither spaces nor plus signs");

        Ran pack = Ran.limpid("rules", "pack", SOUND, "-o", bundle);
        assertThat(pack.code()).as(pack.err()).isZero();
        assertThat(pack.out()).matches("\\S+ \\S+ sha256:[0-9a-f]{64}\n");
        assertThat(Ran.limpid("rules", "bundle", bundle, "--trust", key + ".pub"))
                .extracting(Ran::code, Ran::err)
                .containsExactly(1, "limpid: " + bundle + " is not signed by any of the keys given with --trust\n");

        Ran sign = Ran.limpid("rules", "sign", bundle, "--key", key);
        assertThat(sign.out()).isEqualTo(pack.out().strip() + " signed by " + keygen.out());
        Ran shown = Ran.limpid("rules", "bundle", bundle, "--trust", key + ".pub");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out()).startsWith(pack.out()).endsWith("\nsigned by " + keygen.out());

        assertThat(Ran.limpid("rules", "pack", BROKEN, "-o", bundle).code()).isEqualTo(1);
        assertThat(Ran.limpid("rules", "bundle", bundle, "--trust", key + ".pub")
                        .code())
                .as("what was there is still there")
                .isZero();
        assertThat(Ran.limpid("rules", "pack", Ran.FILES, "-o", bundle).err()).contains("a bundle holds one");
        Files.writeString(Path.of(bundle), "no archive");
        assertThat(Ran.limpid("rules", "sign", bundle, "--key", key).err()).contains("not a bundle");
    }

    @Test
    void lint_reads_every_ruleset_of_a_folder_and_tests_those_without_errors() {
        Ran lint = Ran.limpid("rules", "lint", Ran.FILES);

        assertThat(lint.out()).contains("broken/rules/coin.yaml:5:9: ").contains("failing/rules/coin.yaml:19:1: ");
        assertThat(lint.err()).isEqualTo("3 rulesets: 4 errors; 1 test of 6 fails; 1 ruleset with errors not tested\n");
        assertThat(lint.code()).isEqualTo(1);
    }

    @Test
    void lint_does_not_pass_over_a_folder_of_rules_that_lacks_its_ruleset_file() throws IOException {
        Files.createDirectories(folder.resolve("spam/rules"));

        Ran lint = Ran.limpid("rules", "lint", folder.toString());

        assertThat(lint.out()).contains(folder.resolve("spam/ruleset.yaml") + ":1:1: the file is missing");
        assertThat(lint.code()).isEqualTo(1);
    }

    @Test
    void two_rulesets_of_one_name_are_an_error() throws IOException {
        copy(Path.of(SOUND), folder.resolve("one"));
        copy(Path.of(SOUND), folder.resolve("two"));

        Ran lint = Ran.limpid("rules", "lint", folder.toString());

        assertThat(lint.out())
                .isEqualTo(folder.resolve("two/ruleset.yaml") + ":1:1: a second ruleset of this name (the other is in "
                        + folder.resolve("one") + ")\n");
        assertThat(lint.code()).isEqualTo(1);
    }

    @Test
    void a_folder_without_a_ruleset_is_wrong_usage() {
        assertThat(Ran.limpid("rules", "lint", folder.toString()))
                .isEqualTo(new Ran(
                        2,
                        "",
                        "limpid: no ruleset in " + folder
                                + "; a ruleset is a folder with a ruleset.yaml, or DIR is a folder of such folders\n"));
        assertThat(Ran.limpid("rules", "test", folder + "/nowhere"))
                .isEqualTo(new Ran(2, "", "limpid: there is no folder " + folder + "/nowhere\n"));
        assertThat(Ran.limpid("rules", "lint", SOUND + "/ruleset.yaml").err()).endsWith("ruleset.yaml is no folder\n");
    }

    @Test
    void test_counts_the_tests() {
        assertThat(Ran.limpid("rules", "test", SOUND)).isEqualTo(new Ran(0, "sound 1.0.0, 1 rule: 3 tests pass\n", ""));
    }

    @Test
    void test_tells_where_a_failing_test_stands_and_what_the_rule_saw() {
        Ran test = Ran.limpid("rules", "test", FAILING);

        assertThat(test.out())
                .isEqualTo(FAILING + "/rules/coin.yaml:19:1: test of failing.coin fails:"
                        + " it passed, expected to match (false: promise; it saw coin [bitcoin])\n"
                        + "failing 1.0.0, 1 rule: 1 test of 3 fails\n");
        assertThat(test.code()).isEqualTo(1);
    }

    @Test
    void a_test_that_proves_no_suppression_passes_with_a_warning() throws IOException {
        Path ruleset = folder.resolve("sound");
        copy(Path.of(SOUND), ruleset);
        Files.writeString(
                ruleset.resolve("rules/coin.yaml"),
                "  - {text: \"beware of bitcoin\", expect: pass, suppressed_by: warnings}\n",
                StandardOpenOption.APPEND);

        Ran test = Ran.limpid("rules", "test", ruleset.toString());
        Ran lint = Ran.limpid("rules", "lint", ruleset.toString());

        assertThat(test.out())
                .isEqualTo(ruleset
                        + "/rules/coin.yaml:21:1: warning: test of sound.coin passes, but \"warnings\" had nothing to"
                        + " suppress: the rule does not match without it either (false: promise; it saw coin [bitcoin],"
                        + " unless [beware of])\n"
                        + "sound 1.0.0, 1 rule: 4 tests pass, 1 warning\n");
        assertThat(test.code()).isZero();
        assertThat(lint.err()).isEqualTo("1 ruleset, 1 rule, 2 lists: no problems; 4 tests pass, 1 warning\n");
        assertThat(lint.code()).isZero();
    }

    @Test
    void test_does_not_run_a_ruleset_with_errors() {
        Ran test = Ran.limpid("rules", "test", BROKEN);

        assertThat(test.out()).endsWith(BROKEN + ": not tested, it has 4 errors\n");
        assertThat(test.code()).isEqualTo(1);
    }

    @Test
    void explain_shows_folds_sightings_clauses_and_the_decision() throws IOException {
        Ran explain = Ran.limpid(
                "rules",
                "explain",
                "--rulesets",
                SOUND,
                "--models",
                noModels.toString(),
                "--language",
                "en",
                "--text",
                "Twice your b.i\u200btc0in\u0007");

        assertThat(explain.out()).isEqualTo(Golden.text("explain-match.txt"));
        assertThat(explain.err()).isEmpty();
        assertThat(explain.code()).isZero();
    }

    @Test
    void explain_names_what_suppressed_a_rule() throws IOException {
        Ran explain = Ran.limpid(
                "rules",
                "explain",
                "--rulesets",
                SOUND,
                "--models",
                noModels.toString(),
                "--text",
                "Beware of “double your bitcoin”");

        assertThat(explain.out()).isEqualTo(Golden.text("explain-suppressed.txt"));
    }

    @Test
    void explain_tells_on_demand_why_a_rule_was_no_candidate() {
        String hello = "hello";

        assertThat(Ran.limpid("rules", "explain", "--rulesets", SOUND, "--text", hello)
                        .out())
                .doesNotContain("sound.coin");
        assertThat(Ran.limpid("rules", "explain", "--rulesets", SOUND, "--text", hello, "--rule", "sound.coin")
                        .out())
                .contains("sound.coin revision 2: no candidate");
        assertThat(Ran.limpid("rules", "explain", "--rulesets", SOUND, "--text", hello, "--rule", "sound.con"))
                .isEqualTo(new Ran(2, "", "limpid: no rule sound.con in the rulesets\n"));
    }

    @Test
    void explain_shows_what_an_allow_span_covers_and_which() throws IOException {
        Path ruleset = folder.resolve("sound");
        copy(Path.of(SOUND), ruleset);
        Files.writeString(ruleset.resolve("lists/coins.txt"), "!bitcoin museum\n", StandardOpenOption.APPEND);

        Ran explain =
                Ran.limpid("rules", "explain", "--rulesets", ruleset.toString(), "--text", "double the Bitcoin museum");

        assertThat(explain.out())
                .contains(
                        "  keyword    [11, 18)   \"Bitcoin\"  coins:2 bitcoin, seen through case   for sound.coin coin;"
                                + " does not count, under the allow-span coins#bitcoin museum\n")
                .contains("  sound.coin revision 2: suppressed by coins#bitcoin museum\n")
                .contains("      saw   nothing; not unless; under an allow-span coin, promise\n");
    }

    @Test
    void explain_takes_the_facts_by_their_names_in_conditions() throws IOException {
        Path ruleset = folder.resolve("sound");
        copy(Path.of(SOUND), ruleset);
        Path rule = ruleset.resolve("rules/coin.yaml");
        Files.writeString(
                rule,
                Files.readString(rule)
                        .replace(
                                "when: coin && promise",
                                "when: \"coin && promise && author.age_days < 30 && context.attributes.room == 'market'\"\n"
                                        + "defaults: {author.age_days: 0}"));

        Ran without = Ran.limpid("rules", "explain", "--rulesets", ruleset.toString(), "--text", "double bitcoin");
        Ran with = Ran.limpid(
                "rules",
                "explain",
                "--rulesets",
                ruleset.toString(),
                "--text",
                "double bitcoin",
                "--fact",
                "author.age_days=3",
                "--fact",
                "context.attributes.room=market");
        Ran json = Ran.limpidWith(
                "{\"text\": \"double bitcoin\", \"author\": {\"age_days\": 40},"
                        + " \"context\": {\"attributes\": {\"room\": \"market\"}}}",
                "rules",
                "explain",
                "--rulesets",
                ruleset.toString(),
                "--json",
                "-");

        assertThat(without.out()).contains("skipped: the post does not say context.attributes");
        assertThat(with.out())
                .contains("\n  author.age_days 3\n  context.attributes {room=market}\n")
                .contains("sound.coin revision 2: matches: hold");
        assertThat(json.out()).contains("sound.coin revision 2: does not match").contains("false author.age_days < 30");
        assertThat(Ran.limpid("rules", "explain", "--text", "a", "--fact", "author.age=3"))
                .isEqualTo(
                        new Ran(2, "", "limpid: no fact \"author.age\" to give (did you mean \"author.age_days\"?)\n"));
        assertThat(Ran.limpid("rules", "explain", "--json", "-", "--fact", "author.age_days=3")
                        .err())
                .isEqualTo("limpid: --json holds the whole request; give its facts there\n");
    }

    @Test
    void explain_refuses_what_is_no_post() {
        assertThat(Ran.limpid("rules", "explain", "--text", "a", "--surface", "wall"))
                .isEqualTo(
                        new Ran(2, "", "limpid: this is no post: surface: one of: post, comment, message, profile\n"));
        assertThat(Ran.limpid("rules", "explain", "--text", "", "--fact", "author.age_days=young"))
                .isEqualTo(new Ran(
                        2,
                        "",
                        "limpid: this is no post: text: the post is empty;"
                                + " author.age_days: not a whole number from 0 to 2147483647\n"));
        assertThat(Ran.limpidWith("{\"text\": \"a\", \"txt\": 1}", "rules", "explain", "--json", "-"))
                .isEqualTo(new Ran(2, "", "limpid: this is no post: txt: an unknown field; did you mean \"text\"?\n"));
    }

    @Test
    void explain_does_not_use_rulesets_with_errors() {
        Ran explain = Ran.limpid("rules", "explain", "--rulesets", BROKEN, "--text", "hello");

        assertThat(explain.out()).isEmpty();
        assertThat(explain.err())
                .contains("rules/coin.yaml:5:9: no action \"hod\"")
                .endsWith("limpid: the rulesets in " + Path.of(BROKEN) + " cannot be used: 4 errors\n");
        assertThat(explain.code()).isEqualTo(2);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
