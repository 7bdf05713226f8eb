package io.limpid.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import io.limpid.decision.Statement.Basis;
import io.limpid.decision.Statement.Content;
import io.limpid.decision.Statement.Decider;
import io.limpid.decision.Statement.Handling;
import io.limpid.rule.Action;
import io.limpid.rule.Audience;
import io.limpid.rule.DsaVocabulary;
import io.limpid.rule.Ground;
import io.limpid.rule.LocalText;
import io.limpid.rule.Rule;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DsaStatementTest {
    private static final List<String> CATEGORIES = bare("category", DsaVocabulary.CATEGORY);
    private static final List<String> KEYWORDS = bare("category_specification", DsaVocabulary.KEYWORD);

    private static List<String> bare(String field, String prefix) {
        return DsaVocabulary.values(field).stream()
                .map(word -> word.substring(prefix.length()))
                .toList();
    }

    private static Map<String, Object> json(Statement statement) {
        return DsaStatement.of(statement, "d-1").orElseThrow().toJson();
    }

    private static Statement about(@Nullable String territory, String language, @Nullable LocalDate date) {
        return SampleStatements.with(SampleStatements.removed(), new Content("p-1", "post", language, date), territory);
    }

    private static Rule rule(Ground ground, String explanation) {
        Rule like = SampleStatements.TERMS;
        return new Rule(
                like.id(),
                like.revision(),
                like.title(),
                like.category(),
                like.action(),
                ground,
                like.scope(),
                like.signals(),
                like.when(),
                like.defaults(),
                like.unless(),
                like.yieldsTo(),
                Map.of(Audience.PUBLIC, LocalText.of(explanation)),
                like.knownFalsePositives(),
                like.tests(),
                like.source());
    }

    private static Statement standingOn(Ground... grounds) {
        List<Basis> reasons = new ArrayList<>();
        for (Ground ground : grounds) {
            reasons.add(SampleStatements.basis(rule(ground, "Not allowed.")));
        }
        return SampleStatements.with(SampleStatements.removed(), reasons);
    }

    private static Ground ground(String category, String... keywords) {
        return new Ground(Ground.Kind.TERMS, "Terms 1", null, category, List.of(keywords));
    }

    @Test
    void every_action_handling_and_ground_gives_a_valid_statement_that_tells_who_decided() {
        for (Action action : EnumSet.complementOf(EnumSet.of(Action.ALLOW))) {
            for (Handling handling : StatementTest.handlings()) {
                for (Rule rule : List.of(SampleStatements.TERMS, SampleStatements.LAW)) {
                    Statement statement = SampleStatements.with(
                            SampleStatements.with(SampleStatements.removed(), List.of(SampleStatements.basis(rule))),
                            action,
                            handling);

                    Map<String, Object> json = json(statement);

                    assertThat(DsaValidator.problems(json)).isEmpty();
                    boolean human = handling.deciders().contains(Decider.HUMAN);
                    assertThat(json.get("automated_decision"))
                            .isNotEqualTo("AUTOMATED_DECISION_" + (human ? "FULLY" : "NOT_AUTOMATED"));
                    assertThat(json.get("automated_detection")).isEqualTo(handling.foundByMachine() ? "Yes" : "No");
                    assertThat(json).doesNotContainKey("source_identity");
                    assertThat(json.get("decision_ground"))
                            .isEqualTo(
                                    rule.equals(SampleStatements.LAW)
                                            ? "DECISION_GROUND_ILLEGAL_CONTENT"
                                            : "DECISION_GROUND_INCOMPATIBLE_CONTENT");
                }
            }
        }
    }

    @Test
    void any_published_rules_give_a_valid_statement() {
        Samples.check(500, random -> {
            List<Basis> reasons = new ArrayList<>();
            for (int i = 0, count = 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 3); i < count; i++) {
                reasons.add(SampleStatements.basis(rule(anyGround(random), anyText(random, 2_000))));
            }
            Statement statement = SampleStatements.with(
                    SampleStatements.with(SampleStatements.removed(), reasons),
                    new Content(
                            null,
                            random.nextBoolean() ? "comment" : null,
                            one(random, List.of("en", "zh-Hans", "und", "fil", "x")),
                            LocalDate.parse("1990-01-01").plusDays(random.nextInt(20_000))),
                    random.nextBoolean() ? null : one(random, List.copyOf(DsaVocabulary.EEA)));

            assertThat(DsaValidator.problems(json(statement))).isEmpty();
        });
    }

    private static Ground anyGround(Random random) {
        return new Ground(
                random.nextBoolean() ? Ground.Kind.TERMS : Ground.Kind.LAW,
                anyText(random, 1_000),
                random.nextBoolean() ? null : "https://example.org/" + "x".repeat(random.nextInt(1_000)),
                one(random, CATEGORIES),
                List.of(one(random, KEYWORDS), one(random, KEYWORDS), "OTHER"));
    }

    private static String anyText(Random random, int max) {
        return one(random, List.of("a", "字", "😀", "\"", ", ", "\n")).repeat(random.nextInt(max / 2)) + "x";
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @Test
    void a_decision_for_everywhere_applies_in_all_30_states_of_the_area() {
        assertThat(json(about(null, "en", null)).get("territorial_scope")).isEqualTo(List.copyOf(DsaVocabulary.EEA));
        assertThat(DsaVocabulary.EEA).hasSize(30);
        assertThat(json(about("GR", "en", null)).get("territorial_scope")).isEqualTo(List.of("GR"));
    }

    @Test
    void a_decision_for_a_country_outside_the_area_is_not_told() {
        assertThat(DsaStatement.of(about("US", "en", null), "d-1")).isEmpty();
    }

    @Test
    void a_language_is_told_if_the_database_knows_it() {
        assertThat(json(about(null, "zh-Hans-CN", null))).containsEntry("content_language", "ZH");
        assertThat(json(about(null, "el", null))).containsEntry("content_language", "EL");
        assertThat(json(about(null, "fil", null))).doesNotContainKey("content_language");
        assertThat(json(about(null, "und", null))).doesNotContainKey("content_language");
    }

    @Test
    void a_day_that_is_unknown_or_not_taken_gives_way_to_that_of_the_decision() {
        assertThat(json(about(null, "en", LocalDate.parse("2026-10-01")))).containsEntry("content_date", "2026-10-01");
        assertThat(json(about(null, "en", null))).containsEntry("content_date", "2026-11-03");
        assertThat(json(about(null, "en", LocalDate.parse("1970-01-01")))).containsEntry("content_date", "2026-11-03");
    }

    @Test
    void the_strongest_reason_gives_the_category_and_the_others_are_added_once() {
        Map<String, Object> json = json(standingOn(
                ground("VIOLENCE", "OTHER"),
                ground("SELF_HARM", "SUICIDE"),
                ground("VIOLENCE", "COORDINATED_HARM"),
                ground("ANIMAL_WELFARE"),
                ground("SELF_HARM")));

        assertThat(json)
                .containsEntry("category", "STATEMENT_CATEGORY_VIOLENCE")
                .containsEntry(
                        "category_addition",
                        List.of("STATEMENT_CATEGORY_ANIMAL_WELFARE", "STATEMENT_CATEGORY_SELF_HARM"))
                .containsEntry("category_specification", List.of("KEYWORD_OTHER"));
    }

    @Test
    void a_keyword_that_belongs_to_no_category_of_the_statement_is_left_out() {
        assertThat(json(standingOn(ground("VIOLENCE", "PHISHING", "STALKING"))))
                .doesNotContainKey("category_specification");
        assertThat(json(standingOn(ground("VIOLENCE", "PHISHING"), ground("SCAMS_AND_FRAUD"))))
                .containsEntry("category_specification", List.of("KEYWORD_PHISHING"));
    }

    @Test
    void facts_name_as_many_rules_as_there_is_room_for() {
        Ground[] grounds = new Ground[300];
        Arrays.fill(grounds, ground("VIOLENCE"));

        assertThat(String.valueOf(json(standingOn(grounds)).get("decision_facts")))
                .hasSizeBetween(4_900, 5_000)
                .containsPattern("\\) and [0-9]+ more\\. Source: own initiative\\. .* Decided by: rule\\.$");
    }

    @Test
    void an_unusable_puid_is_refused() {
        for (String puid : List.of("", "a b", "a\n", "ä", "x".repeat(501))) {
            assertThatThrownBy(() -> DsaStatement.of(SampleStatements.removed(), puid))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_line_of_a_file_has_a_cell_for_every_column() {
        String row =
                DsaStatement.of(SampleStatements.removed(), "d-1").orElseThrow().csvRow("", "", "");

        assertThat(DsaStatement.CSV_COLUMNS).hasSize(38).doesNotHaveDuplicates();
        assertThat(row)
                .startsWith(",\"[\"\"DECISION_VISIBILITY_CONTENT_REMOVED\"\"]\",,")
                .endsWith(",,d-1,");
        String withoutQuoted = row.replaceAll("\"[^\"]*(?:\"\"[^\"]*)*\"", "");
        assertThat(withoutQuoted.split(",", -1)).hasSameSizeAs(DsaStatement.CSV_COLUMNS);
    }

    @Test
    void every_field_but_the_content_id_has_a_column() {
        Set<String> fields = json(SampleStatements.removed()).keySet();

        assertThat(DsaStatement.CSV_COLUMNS)
                .containsAll(
                        fields.stream().filter(field -> !field.equals("puid")).toList());
    }
}
