package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.RulesetKit;
import io.limpid.signal.classifier.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose rules ask a model. */
class ModelCommandsTest {
    private static final RulesetKit RULES = RulesetKit.named("sample").rule("a", """
            signals: {spammy: {classifier: spam, precision_at_least: 0.9}, far: {regex: 'zzz'}}
            when: spammy || far
            tests:
              - {text: "claim your prize", expect: match}
              - {text: "claim your prize", scores: {spam: 0.1}, expect: pass}
              - {text: "hello", expect: pass}
            """);

    @TempDir
    private Path folder = Path.of("");

    private String rulesets = "";
    private String models = "";

    @BeforeEach
    void write() throws IOException {
        rulesets = folder.resolve("rulesets").toString();
        models = folder.resolve("models").toString();
        TinyModel.write(folder.resolve("models"), "spam", Map.of("prize", 90, "claim", 30));
        write(RULES);
    }

    private void write(RulesetKit kit) throws IOException {
        for (Map.Entry<String, String> file : kit.files().entrySet()) {
            Path path = folder.resolve("rulesets/sample").resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    @Test
    void lint_asks_the_models_where_a_test_states_no_score() {
        assertThat(Ran.limpid("rules", "lint", rulesets, "--models", models))
                .isEqualTo(new Ran(
                        0, "", "loading the model spam …\n1 ruleset, 1 rule, 0 lists: no problems; 3 tests pass\n"));
        assertThat(Ran.limpid("rules", "test", rulesets, "--models", models).out())
                .isEqualTo("sample 2026.11.0, 1 rule: 3 tests pass\n");
    }

    @Test
    void lint_refuses_a_demand_that_the_model_does_not_promise() throws IOException {
        write(RULES.map("rules/a.yaml", rule -> rule.replace("precision_at_least: 0.9", "precision_at_least: 0.96")));

        Ran lint = Ran.limpid("rules", "lint", rulesets, "--models", models);

        assertThat(lint.code()).isEqualTo(1);
        assertThat(lint.out())
                .isEqualTo(folder.resolve("rulesets/sample/rules/a.yaml")
                        + ":8:58: the model promises no precision_at_least of 0.9600 for spam (the best that it can promise is"
                        + " 0.9500)\n");
    }

    @Test
    void without_a_model_lint_says_what_it_could_not_check() throws IOException {
        Path none = Files.createDirectory(folder.resolve("none"));

        Ran lint = Ran.limpid("rules", "lint", rulesets, "--models", none.toString());

        assertThat(lint.err())
                .startsWith("no model in " + none
                        + ": what rules demand of models is not checked, and tests that need a score must state it\n");
        assertThat(lint.out()).contains("test of sample.a fails: it passed, expected to match");
    }

    @Test
    void explain_shows_scores_and_what_they_rest_on() {
        Ran explain = Ran.limpid(
                "rules", "explain", "--rulesets", rulesets, "--models", models, "--text", "Claim your prize");

        assertThat(explain.out())
                .contains("classifier spam 0.9889, bar 0.9000; most by \"prize\" +6.36, \"Claim\" +2.12")
                .contains("  scores     spam 0.9889\n")
                .contains("Decision: hold");
        assertThat(explain.err()).isEqualTo("loading the model spam …\n");
    }

    @Test
    void check_decides_with_the_models_and_answers_in_order() {
        var posts = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            posts.append("{\"id\": \"").append(i).append("\", \"text\": \"");
            posts.append(i % 3 == 0 ? "claim your prize" : "hello").append("\"}\n");
            posts.append(i == 150 ? "{\"text\": 1}\n" : "");
        }

        Ran check = Ran.limpidWith(posts.toString(), "check", "--rulesets", rulesets, "--models", models);

        String[] lines = check.out().split("\n", -1);
        assertThat(lines).hasSize(302);
        assertThat(lines[3])
                .contains("\"id\":\"3\"")
                .contains("\"action\":\"hold\"")
                .contains("\"spam\":0.9889");
        assertThat(lines[4])
                .contains("\"id\":\"4\"")
                .contains("\"action\":\"allow\"")
                .contains("\"complete\":true");
        assertThat(lines[151]).startsWith("{\"line\":152,\"error\":");
        assertThat(check.err())
                .startsWith("loading the model spam …\n")
                .contains("allow 200, hold 100; 1 line not decided");
    }

    @Test
    void a_folder_that_is_none_and_a_broken_model_are_told() throws IOException {
        assertThat(Ran.limpid("check", "--models", folder + "/nowhere"))
                .isEqualTo(new Ran(2, "", "limpid: there is no folder " + folder + "/nowhere\n"));

        Path file = folder.resolve("models/spam/model.yaml");
        Files.writeString(file, Files.readString(file).replace("format: 1", "format: 9"));
        assertThat(Ran.limpid("check", "--rulesets", rulesets, "--models", models))
                .isEqualTo(new Ran(2, "", "limpid: " + file + ": format 9 is not 1\n"));

        TinyModel.write(folder.resolve("models"), "spam", Map.of("prize", 90));
        Files.writeString(folder.resolve("models/spam/weights.safetensors"), "changed");
        assertThat(Ran.limpid("check", "--rulesets", rulesets, "--models", models)
                        .err())
                .contains("limpid: cannot load the model spam: ")
                .contains("its digest is sha256:");
    }

    @Test
    void training_and_measuring_unpack_the_engine_beside_the_program() {
        String nowhere = folder.resolve("nowhere").toString();
        for (List<String> command : List.of(
                List.of("models", "train", "spam", "--data", nowhere, "--out", models),
                List.of("models", "evaluate", "spam", "--data", nowhere, "--models", nowhere))) {
            var usual = (Properties) System.getProperties().clone();
            try {
                System.clearProperty("ENGINE_CACHE_DIR");

                Ran.limpid(command.toArray(String[]::new));

                assertThat(System.getProperty("ENGINE_CACHE_DIR"))
                        .as(command.get(1))
                        .endsWith("engine");
            } finally {
                System.setProperties(usual);
            }
        }
    }

    @Test
    void a_model_for_research_only_never_takes_the_place_of_the_shipped_one() {
        Ran train = Ran.limpid("models", "train", "spam", "--data", models, "--with-research-data");

        assertThat(train)
                .isEqualTo(new Ran(
                        2,
                        "",
                        "limpid: a model trained with --with-research-data is for research only and must not take the place of"
                                + " a shipped one: name another folder with --out\n"));
    }
}
