package io.limpid.decision;

import static io.limpid.decision.DsaStatement.MAX_EXPLANATION;
import static io.limpid.decision.DsaStatement.MAX_FACTS;
import static io.limpid.decision.DsaStatement.MAX_SHORT_TEXT;

import io.limpid.rule.DsaVocabulary;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks a statement against every rule of the EU DSA Transparency Database, schema of 1 July 2025.
 *
 * <p>Stricter than the database, which drops without a word what it does not know or expect: unknown fields and countries, a
 * text beside a word that it does not go with, a main category among the additional ones, keywords of another category's group.
 * As there, {@code null}, a blank text and an empty array count as absent.
 */
public final class DsaValidator {

    /**
     * Something wrong with a statement.
     *
     * @param message what, without the field's name
     */
    public record Problem(String field, String message) {}

    /** What a value may look like. */
    @FunctionalInterface
    interface Format {
        /** What is wrong with the value; empty for nothing. */
        Optional<String> problem(Object value);
    }

    /**
     * A field that goes only with a value of another one.
     *
     * @param required whether it must be there where that value is
     */
    private record Companion(String field, String of, String value, boolean required) {}

    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern EAN_13 = Pattern.compile("[0-9]{13}");
    private static final Pattern WEB_ADDRESS = Pattern.compile("https?://[^\\s/]\\S*");
    private static final String LAST_DAY = "2038-01-01";

    static final Format CONTENT_DATE = day("2000-01-01");

    private static final Format END_DATE = day("0000-01-01");

    private static final Map<String, Format> FORMATS = formats();

    private static final List<String> FIELDS = List.copyOf(FORMATS.keySet());

    private static final List<String> REQUIRED = List.of(
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

    private static final List<String> RESTRICTIONS =
            List.of("decision_visibility", "decision_monetary", "decision_provision", "decision_account");

    private static final List<String> END_DATES = List.of(
            "end_date_visibility_restriction",
            "end_date_monetary_restriction",
            "end_date_service_restriction",
            "end_date_account_restriction");

    private static final String ILLEGAL = "DECISION_GROUND_ILLEGAL_CONTENT";
    private static final String INCOMPATIBLE = "DECISION_GROUND_INCOMPATIBLE_CONTENT";

    private static final List<Companion> COMPANIONS = List.of(
            new Companion("decision_visibility_other", "decision_visibility", "DECISION_VISIBILITY_OTHER", true),
            new Companion("decision_monetary_other", "decision_monetary", "DECISION_MONETARY_OTHER", true),
            new Companion("illegal_content_legal_ground", "decision_ground", ILLEGAL, true),
            new Companion("illegal_content_explanation", "decision_ground", ILLEGAL, true),
            new Companion("incompatible_content_ground", "decision_ground", INCOMPATIBLE, true),
            new Companion("incompatible_content_explanation", "decision_ground", INCOMPATIBLE, true),
            new Companion("incompatible_content_illegal", "decision_ground", INCOMPATIBLE, false),
            new Companion("category_specification_other", "category_specification", "KEYWORD_OTHER", false),
            new Companion("content_type_other", "content_type", "CONTENT_TYPE_OTHER", true));

    private final Map<String, ?> statement;
    private final List<Problem> problems = new ArrayList<>();

    private DsaValidator(Map<String, ?> statement) {
        this.statement = statement;
    }

    /**
     * Everything that is wrong, in the order of the schema's fields; unknown fields come last, by name.
     *
     * @param statement as parsed from JSON: texts, lists of texts and a map of texts
     */
    public static List<Problem> problems(Map<String, ?> statement) {
        var validator = new DsaValidator(statement);
        validator.checkFields();
        validator.checkRestriction();
        COMPANIONS.forEach(validator::checkCompanion);
        validator.checkSource();
        validator.checkCategories();
        validator.checkEndDates();
        return validator.problems.stream()
                .sorted(Comparator.comparingInt(problem -> place(problem.field())))
                .toList();
    }

    private static int place(String field) {
        int place = FIELDS.indexOf(field);
        return place < 0 ? FIELDS.size() : place;
    }

    private void checkFields() {
        for (String field : REQUIRED) {
            if (value(field) == null) {
                add(field, "is required");
            }
        }
        for (String field : new TreeSet<>(statement.keySet())) {
            Format format = FORMATS.get(field);
            Object value = value(field);
            if (format == null) {
                add(field, "is no field of the schema");
            } else if (value != null) {
                format.problem(value).ifPresent(problem -> add(field, problem));
            }
        }
    }

    private void checkRestriction() {
        if (RESTRICTIONS.stream().allMatch(field -> value(field) == null)) {
            add("decision_visibility", "or another of " + RESTRICTIONS + " is required");
        }
    }

    private void checkCompanion(Companion companion) {
        boolean wanted = words(companion.of()).contains(companion.value());
        boolean there = value(companion.field()) != null;
        if (wanted && !there && companion.required()) {
            add(companion.field(), "is required with " + companion.value());
        } else if (there && !wanted) {
            add(companion.field(), "goes only with " + companion.value());
        }
    }

    private void checkSource() {
        if (value("source_identity") != null && words("source_type").contains("SOURCE_VOLUNTARY")) {
            add("source_identity", "does not go with SOURCE_VOLUNTARY");
        }
    }

    private void checkCategories() {
        List<String> main = words("category");
        List<String> additions = words("category_addition");
        for (String category : additions) {
            if (main.contains(category)) {
                add("category_addition", "repeats the category " + category);
            }
        }
        for (String keyword : words("category_specification")) {
            String bare = keyword.startsWith(DsaVocabulary.KEYWORD)
                    ? keyword.substring(DsaVocabulary.KEYWORD.length())
                    : keyword;
            Optional<String> group = DsaVocabulary.categoryOf(bare).map(name -> DsaVocabulary.CATEGORY + name);
            boolean known = DsaVocabulary.values("category_specification").contains(keyword);
            if (!known || bare.equals(DsaVocabulary.OTHER)) {
                continue;
            }
            if (group.isEmpty()) {
                add("category_specification", keyword + " belongs to no category");
            } else if (!main.contains(group.get()) && !additions.contains(group.get())) {
                add(
                        "category_specification",
                        keyword + " belongs to " + group.get() + ", which the statement does not name");
            }
        }
    }

    private void checkEndDates() {
        Optional<LocalDate> start = parse(value("application_date"));
        for (String field : END_DATES) {
            Optional<LocalDate> end = parse(value(field));
            if (start.isPresent() && end.isPresent() && end.get().isBefore(start.get())) {
                add(field, "is before application_date");
            }
        }
    }

    private void add(String field, String message) {
        problems.add(new Problem(field, message));
    }

    /** The field's value; absent values are {@code null}. */
    private @Nullable Object value(String field) {
        Object value = statement.get(field);
        boolean absent = value instanceof String text && text.isBlank()
                || value instanceof Collection<?> items && items.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
        return absent ? null : value;
    }

    /** The texts of a field, which has one or a list of them. */
    private List<String> words(String field) {
        Object value = value(field);
        List<?> all = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        return all.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    private static Map<String, Format> formats() {
        Map<String, Format> formats = new LinkedHashMap<>();
        formats.put("puid", DsaValidator::puid);
        formats.put("decision_visibility", someOf("decision_visibility"));
        formats.put("decision_visibility_other", text(MAX_SHORT_TEXT));
        formats.put("end_date_visibility_restriction", END_DATE);
        formats.put("decision_monetary", oneOf("decision_monetary"));
        formats.put("decision_monetary_other", text(MAX_SHORT_TEXT));
        formats.put("end_date_monetary_restriction", END_DATE);
        formats.put("decision_provision", oneOf("decision_provision"));
        formats.put("end_date_service_restriction", END_DATE);
        formats.put("decision_account", oneOf("decision_account"));
        formats.put("end_date_account_restriction", END_DATE);
        formats.put("account_type", oneOf("account_type"));
        formats.put("decision_ground", oneOf("decision_ground"));
        formats.put("decision_ground_reference_url", DsaValidator::webAddress);
        formats.put("illegal_content_legal_ground", text(MAX_SHORT_TEXT));
        formats.put("illegal_content_explanation", text(MAX_EXPLANATION));
        formats.put("incompatible_content_ground", text(MAX_SHORT_TEXT));
        formats.put("incompatible_content_explanation", text(MAX_EXPLANATION));
        formats.put("incompatible_content_illegal", oneOf("incompatible_content_illegal"));
        formats.put("category", oneOf("category"));
        formats.put("category_addition", someOf("category_addition"));
        formats.put("category_specification", someOf("category_specification"));
        formats.put("category_specification_other", text(MAX_SHORT_TEXT));
        formats.put("content_type", someOf("content_type"));
        formats.put("content_type_other", text(MAX_SHORT_TEXT));
        formats.put("content_language", oneOf("content_language"));
        formats.put("content_date", CONTENT_DATE);
        formats.put("content_id", DsaValidator::contentId);
        formats.put("territorial_scope", someOf("territorial_scope"));
        formats.put("application_date", day("2020-01-01"));
        formats.put("decision_facts", text(MAX_FACTS));
        formats.put("source_type", oneOf("source_type"));
        formats.put("source_identity", text(MAX_SHORT_TEXT));
        formats.put("automated_detection", oneOf("automated_detection"));
        formats.put("automated_decision", oneOf("automated_decision"));
        return formats;
    }

    private static Format text(int max) {
        return value -> {
            if (!(value instanceof String text)) {
                return Optional.of("is no text");
            }
            int length = text.codePointCount(0, text.length());
            return length <= max ? Optional.empty() : Optional.of("has " + length + " characters, more than " + max);
        };
    }

    private static Format oneOf(String enumeration) {
        Set<String> known = DsaVocabulary.values(enumeration);
        return value -> value instanceof String text ? unknown(text, known) : Optional.of("is no text");
    }

    private static Format someOf(String enumeration) {
        Set<String> known = DsaVocabulary.values(enumeration);
        return value -> {
            if (!(value instanceof List<?> list)) {
                return Optional.of("is no array");
            }
            Set<Object> seen = new HashSet<>();
            for (Object item : list) {
                if (!(item instanceof String text)) {
                    return Optional.of("holds something that is no text");
                }
                if (!known.contains(text)) {
                    return unknown(text, known);
                }
                if (!seen.add(text)) {
                    return Optional.of("has " + text + " twice");
                }
            }
            return Optional.empty();
        };
    }

    private static Optional<String> unknown(String word, Set<String> known) {
        return known.contains(word) ? Optional.empty() : Optional.of("does not take \"" + word + "\"");
    }

    private static Format day(String first) {
        return value -> {
            Optional<LocalDate> day = parse(value);
            if (day.isEmpty()) {
                return Optional.of("is no day such as 2026-11-03");
            }
            boolean tooEarly = day.get().isBefore(LocalDate.parse(first));
            boolean tooLate = day.get().isAfter(LocalDate.parse(LAST_DAY));
            if (tooEarly) {
                return Optional.of("is before " + first);
            }
            return tooLate ? Optional.of("is after " + LAST_DAY) : Optional.empty();
        };
    }

    private static Optional<LocalDate> parse(@Nullable Object value) {
        if (!(value instanceof String text) || !DAY.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> puid(Object value) {
        boolean good =
                value instanceof String text && DsaStatement.PUID.matcher(text).matches();
        return good ? Optional.empty() : Optional.of("is not 1 to 500 of a-z, A-Z, 0-9, - and _");
    }

    private static Optional<String> webAddress(Object value) {
        boolean good = value instanceof String text && WEB_ADDRESS.matcher(text).matches();
        return good ? text(MAX_SHORT_TEXT).problem(value) : Optional.of("is no web address");
    }

    private static Optional<String> contentId(Object value) {
        boolean good = value instanceof Map<?, ?> map
                && map.keySet().equals(Set.of("EAN-13"))
                && map.get("EAN-13") instanceof String ean
                && EAN_13.matcher(ean).matches();
        return good ? Optional.empty() : Optional.of("is not only an EAN-13 of 13 digits");
    }
}
