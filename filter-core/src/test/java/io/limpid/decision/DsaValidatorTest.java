package io.limpid.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.limpid.decision.DsaValidator.Problem;
import io.limpid.rule.DsaVocabulary;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DsaValidatorTest {
    private static final String EAN = "4006381333931";

    private static final Map<String, Integer> SIZES = Map.ofEntries(
            Map.entry("decision_visibility", 7),
            Map.entry("decision_monetary", 3),
            Map.entry("decision_provision", 4),
            Map.entry("decision_account", 2),
            Map.entry("account_type", 2),
            Map.entry("decision_ground", 2),
            Map.entry("incompatible_content_illegal", 2),
            Map.entry("category", 16),
            Map.entry("category_addition", 16),
            Map.entry("category_specification", 69),
            Map.entry("content_type", 8),
            Map.entry("content_language", 184),
            Map.entry("territorial_scope", 30),
            Map.entry("source_type", 4),
            Map.entry("automated_detection", 2),
            Map.entry("automated_decision", 3));

    /** A statement that says as much as one can. */
    private static Map<String, @Nullable Object> full() {
        Map<String, @Nullable Object> full = new LinkedHashMap<>();
        full.put("puid", "aZ09-_");
        full.put("decision_visibility", List.of("DECISION_VISIBILITY_CONTENT_REMOVED", "DECISION_VISIBILITY_OTHER"));
        full.put("decision_visibility_other", "greyed out");
        full.put("end_date_visibility_restriction", "2026-11-03");
        full.put("decision_monetary", "DECISION_MONETARY_OTHER");
        full.put("decision_monetary_other", "no share of the fees");
        full.put("end_date_monetary_restriction", "2038-01-01");
        full.put("decision_provision", "DECISION_PROVISION_TOTAL_SUSPENSION");
        full.put("end_date_service_restriction", "2026-12-24");
        full.put("decision_account", "DECISION_ACCOUNT_SUSPENDED");
        full.put("end_date_account_restriction", null);
        full.put("account_type", "ACCOUNT_TYPE_PRIVATE");
        full.put("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT");
        full.put("decision_ground_reference_url", "https://example.org/terms#1");
        full.put("incompatible_content_ground", "😀".repeat(500));
        full.put("incompatible_content_explanation", "字".repeat(2_000));
        full.put("incompatible_content_illegal", "No");
        full.put("category", "STATEMENT_CATEGORY_SCAMS_AND_FRAUD");
        full.put("category_addition", List.of("STATEMENT_CATEGORY_VIOLENCE"));
        full.put("category_specification", List.of("KEYWORD_PHISHING", "KEYWORD_COORDINATED_HARM", "KEYWORD_OTHER"));
        full.put("category_specification_other", "a scheme of its own");
        full.put("content_type", List.of("CONTENT_TYPE_TEXT", "CONTENT_TYPE_OTHER"));
        full.put("content_type_other", "a poll");
        full.put("content_language", "EN");
        full.put("content_date", "2000-01-01");
        full.put("content_id", Map.of("EAN-13", EAN));
        full.put("territorial_scope", List.of("GR", "IS"));
        full.put("application_date", "2026-11-03");
        full.put("decision_facts", "f".repeat(5_000));
        full.put("source_type", "SOURCE_ARTICLE_16");
        full.put("source_identity", "a consumers' association");
        full.put("automated_detection", "No");
        full.put("automated_decision", "AUTOMATED_DECISION_PARTIALLY");
        return full;
    }

    /** The shortest statement. */
    private static Map<String, @Nullable Object> small() {
        Map<String, @Nullable Object> small = full();
        small.keySet()
                .retainAll(List.of(
                        "puid",
                        "decision_account",
                        "decision_ground",
                        "incompatible_content_ground",
                        "incompatible_content_explanation",
                        "category",
                        "content_type",
                        "content_date",
                        "territorial_scope",
                        "application_date",
                        "decision_facts",
                        "source_type",
                        "automated_detection",
                        "automated_decision"));
        small.put("content_type", List.of("CONTENT_TYPE_TEXT"));
        return small;
    }

    private static List<Problem> problemsWith(
            Map<String, @Nullable Object> base, String field, @Nullable Object value) {
        base.put(field, value);
        return DsaValidator.problems(base);
    }

    @Test
    void a_statement_that_says_all_and_one_that_says_the_least_are_sound() {
        assertThat(DsaValidator.problems(full())).isEmpty();
        assertThat(DsaValidator.problems(small())).isEmpty();
    }

    @Test
    void the_enumerations_are_as_long_as_the_schema_has_them() {
        SIZES.forEach((field, size) ->
                assertThat(DsaVocabulary.values(field)).as(field).hasSize(size));
    }

    static Stream<Arguments> words() {
        return SIZES.keySet().stream()
                .sorted()
                .flatMap(field -> DsaVocabulary.values(field).stream().map(word -> arguments(field, word)));
    }

    @ParameterizedTest
    @MethodSource("words")
    void takes_every_word_of_every_enumeration(String field, String word) {
        boolean list = List.of(
                        "decision_visibility",
                        "category_addition",
                        "category_specification",
                        "content_type",
                        "territorial_scope")
                .contains(field);
        Map<String, @Nullable Object> statement = small();
        statement.put(field, list ? List.of(word) : word);
        if (word.equals("DECISION_GROUND_ILLEGAL_CONTENT")) {
            statement.put("illegal_content_legal_ground", statement.remove("incompatible_content_ground"));
            statement.put("illegal_content_explanation", statement.remove("incompatible_content_explanation"));
        }
        if (word.endsWith("_OTHER") && !field.startsWith("category")) {
            statement.put(field + "_other", "said here");
        }
        if (field.equals("category_addition") && word.equals(statement.get("category"))) {
            statement.put("category", "STATEMENT_CATEGORY_VIOLENCE");
        }
        if (field.equals("category_specification")) {
            DsaVocabulary.categoryOf(word.substring(DsaVocabulary.KEYWORD.length()))
                    .ifPresent(category -> statement.put("category", DsaVocabulary.CATEGORY + category));
        }

        List<Problem> problems = DsaValidator.problems(statement);

        if (word.equals("KEYWORD_STALKING")) {
            assertThat(problems)
                    .containsExactly(new Problem("category_specification", "KEYWORD_STALKING belongs to no category"));
        } else {
            assertThat(problems).isEmpty();
        }
    }

    static Stream<String> required() {
        return Stream.of(
                "puid",
                "decision_ground",
                "category",
                "content_type",
                "content_date",
                "territorial_scope",
                "application_date",
                "decision_facts",
                "source_type",
                "automated_detection",
                "automated_decision");
    }

    @ParameterizedTest
    @MethodSource("required")
    void what_is_required_must_be_there_and_say_something(String field) {
        for (Object nothing : Arrays.asList(null, "", " \n", List.of())) {
            assertThat(problemsWith(full(), field, nothing)).contains(new Problem(field, "is required"));
        }
    }

    static Stream<Arguments> faults() {
        String puid = "is not 1 to 500 of a-z, A-Z, 0-9, - and _";
        String day = "is no day such as 2026-11-03";
        String ean = "is not only an EAN-13 of 13 digits";
        String ended = "is before application_date";
        String long500 = "has 501 characters, more than 500";
        return Stream.of(
                arguments("puid", "a".repeat(501), puid),
                arguments("puid", "abc\n", puid),
                arguments("puid", "a.c", puid),
                arguments("puid", "é", puid),
                arguments("puid", 7, puid),
                arguments("decision_visibility", "DECISION_VISIBILITY_OTHER", "is no array"),
                arguments(
                        "decision_visibility",
                        List.of("DECISION_VISIBILITY_OTHER", 1),
                        "holds something that is no text"),
                arguments(
                        "decision_visibility", List.of("DECISION_VISIBILITY_OTHER", "GONE"), "does not take \"GONE\""),
                arguments(
                        "decision_visibility",
                        List.of("DECISION_VISIBILITY_OTHER", "DECISION_VISIBILITY_OTHER"),
                        "has DECISION_VISIBILITY_OTHER twice"),
                arguments("decision_visibility_other", "x".repeat(501), long500),
                arguments("decision_visibility_other", "", "is required with DECISION_VISIBILITY_OTHER"),
                arguments("end_date_visibility_restriction", "2026-11-02", ended),
                arguments("end_date_visibility_restriction", "2038-01-02", "is after 2038-01-01"),
                arguments("end_date_visibility_restriction", "2026-11-31", day),
                arguments("decision_monetary", List.of("DECISION_MONETARY_OTHER"), "is no text"),
                arguments("decision_monetary_other", "x".repeat(501), long500),
                arguments("decision_monetary_other", null, "is required with DECISION_MONETARY_OTHER"),
                arguments("end_date_monetary_restriction", "2026-11-02", ended),
                arguments("end_date_monetary_restriction", "03/11/2026", day),
                arguments(
                        "decision_provision", "DECISION_PROVISION_OTHER", "does not take \"DECISION_PROVISION_OTHER\""),
                arguments("end_date_service_restriction", "2026-11-02", ended),
                arguments("decision_account", "SUSPENDED", "does not take \"SUSPENDED\""),
                arguments("end_date_account_restriction", "2026-11-02", ended),
                arguments("account_type", "ACCOUNT_TYPE_OTHER", "does not take \"ACCOUNT_TYPE_OTHER\""),
                arguments("decision_ground_reference_url", "example.org/terms", "is no web address"),
                arguments("decision_ground_reference_url", "https://example.org/a b", "is no web address"),
                arguments("decision_ground_reference_url", "https://example.org/" + "x".repeat(481), long500),
                arguments("illegal_content_legal_ground", "a law", "goes only with DECISION_GROUND_ILLEGAL_CONTENT"),
                arguments("illegal_content_explanation", "so", "goes only with DECISION_GROUND_ILLEGAL_CONTENT"),
                arguments("incompatible_content_ground", "x".repeat(501), long500),
                arguments("incompatible_content_ground", null, "is required with DECISION_GROUND_INCOMPATIBLE_CONTENT"),
                arguments("incompatible_content_explanation", "x".repeat(2_001), "has 2001 characters, more than 2000"),
                arguments(
                        "incompatible_content_explanation",
                        " ",
                        "is required with DECISION_GROUND_INCOMPATIBLE_CONTENT"),
                arguments("incompatible_content_illegal", "no", "does not take \"no\""),
                arguments(
                        "category_addition",
                        List.of("STATEMENT_CATEGORY_VIOLENCE", "VIOLENCE"),
                        "does not take \"VIOLENCE\""),
                arguments(
                        "category_addition",
                        List.of("STATEMENT_CATEGORY_VIOLENCE", "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"),
                        "repeats the category STATEMENT_CATEGORY_SCAMS_AND_FRAUD"),
                arguments(
                        "category_specification",
                        List.of("KEYWORD_OTHER", "KEYWORD_SUICIDE"),
                        "KEYWORD_SUICIDE belongs to STATEMENT_CATEGORY_SELF_HARM, which the statement does not name"),
                arguments(
                        "category_specification",
                        List.of("KEYWORD_OTHER", "KEYWORD_DISINFORMATION"),
                        "does not take \"KEYWORD_DISINFORMATION\""),
                arguments("category_specification_other", "x".repeat(501), long500),
                arguments("content_type_other", "x".repeat(501), long500),
                arguments("content_type_other", null, "is required with CONTENT_TYPE_OTHER"),
                arguments("content_language", "en", "does not take \"en\""),
                arguments("content_language", "FIL", "does not take \"FIL\""),
                arguments("content_date", "1999-12-31", "is before 2000-01-01"),
                arguments("content_date", "2038-01-02", "is after 2038-01-01"),
                arguments("content_date", "2026-1-1", day),
                arguments("content_date", 20_261_103, day),
                arguments("content_id", Map.of("EAN-13", EAN, "EAN-8", "1"), ean),
                arguments("content_id", Map.of("EAN-13", EAN + "0"), ean),
                arguments("content_id", Map.of("EAN-13", 4_006_381_333_931L), ean),
                arguments("content_id", EAN, ean),
                arguments("territorial_scope", List.of("EL"), "does not take \"EL\""),
                arguments("territorial_scope", List.of("DE", "GB"), "does not take \"GB\""),
                arguments("application_date", "2019-12-31", "is before 2020-01-01"),
                arguments("application_date", "2026-11-03T10:15:00Z", day),
                arguments("decision_facts", "x".repeat(5_001), "has 5001 characters, more than 5000"),
                arguments("decision_facts", List.of("x"), "is no text"),
                arguments("source_type", "SOURCE_ARTICLE_17", "does not take \"SOURCE_ARTICLE_17\""),
                arguments("source_identity", "x".repeat(501), long500),
                arguments("automated_detection", true, "is no text"),
                arguments("automated_decision", "AUTOMATED_DECISION_NO", "does not take \"AUTOMATED_DECISION_NO\""),
                arguments("platform_name", "Example", "is no field of the schema"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void names_a_fault_where_it_is_and_nothing_else(String field, @Nullable Object value, String message) {
        List<Problem> problems = problemsWith(full(), field, value);

        // A text for another word loses that word when its field is unreadable.
        assertThat(problems).contains(new Problem(field, message));
        assertThat(problems)
                .extracting(Problem::field)
                .allMatch(blamed -> List.of(field, field + "_other").contains(blamed));
    }

    @Test
    void a_text_for_another_word_goes_only_with_that_word() {
        assertThat(problemsWith(full(), "decision_visibility", List.of("DECISION_VISIBILITY_CONTENT_REMOVED")))
                .containsExactly(new Problem("decision_visibility_other", "goes only with DECISION_VISIBILITY_OTHER"));
        assertThat(problemsWith(full(), "decision_monetary", null))
                .containsExactly(new Problem("decision_monetary_other", "goes only with DECISION_MONETARY_OTHER"));
        assertThat(problemsWith(full(), "content_type", List.of("CONTENT_TYPE_TEXT")))
                .containsExactly(new Problem("content_type_other", "goes only with CONTENT_TYPE_OTHER"));
        assertThat(problemsWith(full(), "category_specification", List.of("KEYWORD_PHISHING")))
                .containsExactly(new Problem("category_specification_other", "goes only with KEYWORD_OTHER"));
        assertThat(problemsWith(full(), "source_type", "SOURCE_VOLUNTARY"))
                .containsExactly(new Problem("source_identity", "does not go with SOURCE_VOLUNTARY"));
    }

    @Test
    void an_illegal_content_is_explained_by_a_law_and_by_nothing_else() {
        String with = "is required with DECISION_GROUND_ILLEGAL_CONTENT";
        String only = "goes only with DECISION_GROUND_INCOMPATIBLE_CONTENT";

        assertThat(problemsWith(full(), "decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT"))
                .containsExactly(
                        new Problem("illegal_content_legal_ground", with),
                        new Problem("illegal_content_explanation", with),
                        new Problem("incompatible_content_ground", only),
                        new Problem("incompatible_content_explanation", only),
                        new Problem("incompatible_content_illegal", only));
    }

    @Test
    void texts_about_a_law_are_as_long_as_those_about_terms() {
        Map<String, @Nullable Object> statement = small();
        statement.put("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT");
        statement.remove("incompatible_content_ground");
        statement.remove("incompatible_content_explanation");
        statement.put("illegal_content_legal_ground", "x".repeat(501));
        statement.put("illegal_content_explanation", "x".repeat(2_001));

        assertThat(DsaValidator.problems(statement))
                .containsExactly(
                        new Problem("illegal_content_legal_ground", "has 501 characters, more than 500"),
                        new Problem("illegal_content_explanation", "has 2001 characters, more than 2000"));
    }

    @Test
    void something_must_have_been_restricted() {
        assertThat(problemsWith(small(), "decision_account", null))
                .containsExactly(new Problem(
                        "decision_visibility",
                        "or another of [decision_visibility, decision_monetary, decision_provision, decision_account]"
                                + " is required"));
    }

    @Test
    void problems_come_in_the_order_of_the_schema_and_unknown_fields_last() {
        Map<String, @Nullable Object> statement = new LinkedHashMap<>();
        statement.put("zeta", 1);
        statement.put("automated_decision", 1);
        statement.put("alpha", null);

        List<Problem> problems = DsaValidator.problems(Collections.unmodifiableMap(statement));

        assertThat(problems)
                .extracting(Problem::field)
                .containsExactly(
                        "puid",
                        "decision_visibility",
                        "decision_ground",
                        "category",
                        "content_type",
                        "content_date",
                        "territorial_scope",
                        "application_date",
                        "decision_facts",
                        "source_type",
                        "automated_detection",
                        "automated_decision",
                        "alpha",
                        "zeta");
    }
}
