package io.limpid.rulesets;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.RuleTests;
import io.limpid.rule.Action;
import io.limpid.rule.Audience;
import io.limpid.rule.Category;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleTest;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.BatchingClassifier.Patience;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.classifier.ModelFolder;
import io.limpid.signal.classifier.TrainedModel;
import io.limpid.signal.keyword.KeywordList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedRulesetsTest {
    /** The published models, each loaded if a test of a rule needs its score. */
    private static final List<BatchingClassifier> MODELS = ModelFolder.readAll(Path.of("../models")).stream()
            .map(file -> new BatchingClassifier(file.description(), () -> TrainedModel.load(file), Patience.ENDLESS))
            .toList();

    @AfterAll
    static void closeModels() {
        MODELS.forEach(BatchingClassifier::close);
    }

    static Stream<Path> rulesets() {
        return RulesetFiles.folders(Path.of("").toAbsolutePath()).stream();
    }

    @ParameterizedTest
    @MethodSource("rulesets")
    void has_no_issue(Path folder) {
        assertThat(RulesetReader.read(RulesetFiles.read(folder), models()).issues())
                .extracting(RulesetIssue::toString)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rulesets")
    void passes_the_tests_of_its_rules(Path folder) throws Exception {
        RuleTests.Report report =
                RuleTests.run(RulesetReader.load(RulesetFiles.read(folder), models()), List.copyOf(MODELS));

        assertThat(report.run()).isGreaterThan(100);
        assertThat(report.failures()).extracting(RulesetIssue::toString).isEmpty();
        assertThat(report.remarks()).extracting(RulesetIssue::toString).isEmpty();
    }

    private static List<ModelDescription> models() {
        return MODELS.stream().map(BatchingClassifier::model).toList();
    }

    @Test
    void there_are_enough_of_them() throws Exception {
        List<Ruleset> all = all();

        assertThat(all).extracting(Ruleset::name).containsExactlyInAnyOrder("spam", "rumour", "rights");
        assertThat(all.stream().mapToInt(ruleset -> ruleset.rules().size()).sum())
                .isGreaterThanOrEqualTo(40);
        assertThat(all.stream().mapToInt(ruleset -> ruleset.lists().size()).sum())
                .isGreaterThanOrEqualTo(25);
    }

    @Test
    void each_rule_shows_what_it_matches_and_what_it_lets_pass() throws Exception {
        assertThat(rules()).allSatisfy(rule -> {
            long matching = rule.tests().stream().filter(RuleTest::matches).count();

            assertThat(matching).as("%s: matching", rule.id()).isGreaterThanOrEqualTo(3);
            assertThat(rule.tests().size() - matching)
                    .as("%s: passing", rule.id())
                    .isGreaterThanOrEqualTo(3);
        });
    }

    @Test
    void each_rule_says_what_it_stands_on_to_everybody_and_where_it_errs() throws Exception {
        assertThat(rules()).allSatisfy(rule -> {
            assertThat(rule.ground().clause()).as("%s: ground", rule.id()).isNotBlank();
            assertThat(rule.explain()).as("%s: explain", rule.id()).containsOnlyKeys(Audience.values());
            assertThat(rule.explain().values()).allSatisfy(words -> {
                assertThat(words.in("en")).as("%s: explain", rule.id()).isNotBlank();
                assertThat(words.in("zh")).as("%s: explain", rule.id()).isNotBlank();
            });
            assertThat(rule.knownFalsePositives())
                    .as("%s: known false positives", rule.id())
                    .isNotEmpty()
                    .allSatisfy(post -> assertThat(post).isNotBlank());
        });
    }

    /** In Chinese such an entry is found within every longer word; who writes one has looked at those. */
    @Test
    void each_entry_of_one_character_says_in_a_note_why_it_is_one() throws Exception {
        List<KeywordList.Entry> single = all().stream()
                .flatMap(ruleset -> ruleset.lists().values().stream())
                .flatMap(list -> list.entries().stream())
                .filter(entry -> entry.text().codePointCount(0, entry.text().length()) == 1)
                .filter(entry -> Character.isLetterOrDigit(entry.text().codePointAt(0)))
                .toList();

        assertThat(single)
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.note()).as(entry.text()).isNotBlank());
    }

    @Test
    void no_rule_holds_or_removes_a_post_for_a_rumour() throws Exception {
        List<Rule> rumours = rules().stream()
                .filter(rule -> rule.category() == Category.RUMOUR)
                .toList();

        assertThat(rumours)
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(rule.action()).as(rule.id()).isLessThan(Action.HOLD));
    }

    private static List<Ruleset> all() throws RulesetRejectedException {
        List<Ruleset> all = new ArrayList<>();
        for (Path folder : rulesets().toList()) {
            all.add(RulesetReader.load(RulesetFiles.read(folder)));
        }
        return all;
    }

    private static List<Rule> rules() throws RulesetRejectedException {
        return all().stream().flatMap(ruleset -> ruleset.rules().stream()).toList();
    }
}
