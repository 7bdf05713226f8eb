package io.limpid.decision;

import io.limpid.decision.Statement.Basis;
import io.limpid.decision.Statement.Decider;
import io.limpid.rule.Action;
import io.limpid.rule.DsaVocabulary;
import io.limpid.rule.Ground;
import io.limpid.rule.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A statement of reasons as the EU DSA Transparency Database takes it, schema of 1 July 2025.
 *
 * <p>Every field follows from the {@link Statement}, none is set by hand. Texts come from published rules alone, so they hold
 * no personal data (art. 24(5)); for the same reason who sent a notice ({@code source_identity}) is never told. Lengths count
 * code points.
 */
public final class DsaStatement {
    static final int MAX_PUID = 500;
    static final int MAX_SHORT_TEXT = 500;
    static final int MAX_EXPLANATION = 2_000;
    static final int MAX_FACTS = 5_000;

    static final Pattern PUID = Pattern.compile("[a-zA-Z0-9_-]{1," + MAX_PUID + "}");

    /** Columns of the database's daily files, in order. */
    public static final List<String> CSV_COLUMNS = List.of("""
            uuid decision_visibility decision_visibility_other end_date_visibility_restriction decision_monetary
            decision_monetary_other end_date_monetary_restriction decision_provision end_date_service_restriction
            decision_account end_date_account_restriction account_type decision_ground decision_ground_reference_url
            illegal_content_legal_ground illegal_content_explanation incompatible_content_ground
            incompatible_content_explanation incompatible_content_illegal category category_addition
            category_specification category_specification_other content_type content_type_other content_language
            content_date content_id_ean territorial_scope application_date decision_facts source_type source_identity
            automated_detection automated_decision platform_name platform_uid created_at
            """.strip().split("\\s+"));

    /** The first line of such a file, without the end of the line. */
    public static final String CSV_HEADER = String.join(",", CSV_COLUMNS);

    private static final Map<Action, String> VISIBILITY = Map.of(
            Action.LABEL, "DECISION_VISIBILITY_CONTENT_LABELLED",
            Action.LIMIT, "DECISION_VISIBILITY_CONTENT_DEMOTED",
            Action.HOLD, "DECISION_VISIBILITY_CONTENT_DISABLED",
            Action.REMOVE, "DECISION_VISIBILITY_CONTENT_REMOVED");

    private static final Map<Statement.Source, String> SOURCE = Map.of(
            Statement.Source.OWN_INITIATIVE, "SOURCE_VOLUNTARY",
            Statement.Source.NOTICE, "SOURCE_ARTICLE_16",
            Statement.Source.TRUSTED_FLAGGER, "SOURCE_TRUSTED_FLAGGER",
            Statement.Source.OTHER_NOTIFICATION, "SOURCE_TYPE_OTHER_NOTIFICATION");

    private final Map<String, Object> fields;

    private DsaStatement(Map<String, Object> fields) {
        this.fields = Collections.unmodifiableMap(fields);
    }

    /**
     * The record of a statement; empty where the decision applies only in a country outside the European Economic Area, of
     * which the database is not told.
     *
     * <p>A decision that applies everywhere applies in every state of the area, so all 30 are named: the documentation requires
     * the field, and an empty one would say nothing. A day of the post that the database does not take gives way to the day of
     * the decision.
     *
     * @param puid the platform's id of the statement, used once and never again; letters, digits, {@code -} and {@code _}
     */
    public static Optional<DsaStatement> of(Statement statement, String puid) {
        if (!PUID.matcher(puid).matches()) {
            throw new IllegalArgumentException("not 1 to 500 of a-z, A-Z, 0-9, - and _: " + puid);
        }
        if (!isToldOf(statement.territory())) {
            return Optional.empty();
        }
        return Optional.of(new DsaStatement(fields(statement, puid)));
    }

    /**
     * Whether the database is told of a decision that applies in a country.
     *
     * @param territory ISO 3166, two letters; null for everywhere
     */
    public static boolean isToldOf(@Nullable String territory) {
        return territory == null || DsaVocabulary.EEA.contains(territory);
    }

    /** The platform's id of the statement. */
    public String puid() {
        return (String) known("puid");
    }

    /** The statement as posted to the database, in order; fields that do not apply are left out. */
    public Map<String, Object> toJson() {
        return fields;
    }

    /**
     * A line of a daily file (RFC 4180), without its end; see {@link #CSV_COLUMNS}.
     *
     * @param uuid the database's id of the statement; empty before it has one
     * @param platformName the platform's name at the database
     * @param createdAt when the database took it, {@code 2026-11-03 10:15:00}; empty before
     */
    public String csvRow(String uuid, String platformName, String createdAt) {
        Map<String, Object> row = new LinkedHashMap<>(fields);
        row.put("uuid", uuid);
        row.put("platform_name", platformName);
        row.put("platform_uid", puid());
        row.put("created_at", createdAt);
        return CSV_COLUMNS.stream()
                .map(column -> cell(row.getOrDefault(column, "")))
                .collect(Collectors.joining(","));
    }

    private Object known(String field) {
        Object value = fields.get(field);
        if (value == null) {
            throw new AssertionError("a statement without " + field);
        }
        return value;
    }

    private static Map<String, Object> fields(Statement statement, String puid) {
        Basis decisive = statement.reasons().get(0);
        Ground ground = decisive.rule().ground();
        boolean illegal = ground.kind() == Ground.Kind.LAW;
        Set<String> additions = additions(statement);
        List<String> keywords = keywords(ground, additions);

        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("puid", puid);
        fields.put("decision_visibility", List.of(word(VISIBILITY, statement.action())));
        fields.put("decision_ground", "DECISION_GROUND_" + (illegal ? "ILLEGAL_CONTENT" : "INCOMPATIBLE_CONTENT"));
        if (decisive.url().codePointCount(0, decisive.url().length()) <= MAX_SHORT_TEXT) {
            fields.put("decision_ground_reference_url", decisive.url());
        }
        fields.put(
                illegal ? "illegal_content_legal_ground" : "incompatible_content_ground",
                shortened(ground.clause(), MAX_SHORT_TEXT));
        fields.put(
                illegal ? "illegal_content_explanation" : "incompatible_content_explanation",
                shortened(decisive.explanation("en"), MAX_EXPLANATION));
        fields.put("category", DsaVocabulary.CATEGORY + ground.dsaCategory());
        if (!additions.isEmpty()) {
            fields.put("category_addition", prefixed(DsaVocabulary.CATEGORY, additions));
        }
        if (!keywords.isEmpty()) {
            fields.put("category_specification", prefixed(DsaVocabulary.KEYWORD, keywords));
        }
        fields.put("content_type", List.of("CONTENT_TYPE_TEXT"));
        String language = language(statement.content().language());
        if (DsaVocabulary.LANGUAGES.contains(language)) {
            fields.put("content_language", language);
        }
        fields.put("content_date", contentDate(statement));
        String territory = statement.territory();
        fields.put("territorial_scope", territory == null ? List.copyOf(DsaVocabulary.EEA) : List.of(territory));
        fields.put("application_date", statement.day().toString());
        fields.put("decision_facts", facts(statement));
        fields.put("source_type", word(SOURCE, statement.handling().source()));
        fields.put("automated_detection", statement.handling().foundByMachine() ? "Yes" : "No");
        fields.put(
                "automated_decision",
                "AUTOMATED_DECISION_" + statement.handling().automation().name());
        return fields;
    }

    private static Set<String> additions(Statement statement) {
        Set<String> categories = statement.reasons().stream()
                .map(basis -> basis.rule().ground().dsaCategory())
                .collect(Collectors.toCollection(TreeSet::new));
        categories.remove(statement.reasons().get(0).rule().ground().dsaCategory());
        return categories;
    }

    /** The keywords of the decisive rule that belong to a category of the statement. */
    private static List<String> keywords(Ground ground, Set<String> additions) {
        return ground.dsaKeywords().stream()
                .filter(keyword -> DsaVocabulary.goTogether(ground.dsaCategory(), keyword)
                        || additions.stream().anyMatch(category -> DsaVocabulary.goTogether(category, keyword)))
                .sorted()
                .distinct()
                .toList();
    }

    private static String contentDate(Statement statement) {
        String date = statement.contentDate().toString();
        return DsaValidator.CONTENT_DATE.problem(date).isEmpty()
                ? date
                : statement.day().toString();
    }

    private static String language(String tag) {
        int hyphen = tag.indexOf('-');
        return (hyphen < 0 ? tag : tag.substring(0, hyphen)).toUpperCase(Locale.ROOT);
    }

    /** What was done to what, on which rules, and by whom. */
    private static String facts(Statement statement) {
        Statement.Handling handling = statement.handling();
        String surface = statement.content().surface();
        String before = "Action \"" + statement.action().id() + "\" on a text"
                + (surface == null ? "" : " (" + surface + ")") + ". Rules that it stands on, strongest first: ";
        String after = ". Source: " + handling.source().id().replace('_', ' ')
                + ". Found by automated means: " + (handling.foundByMachine() ? "yes" : "no")
                + ". Decided by: "
                + handling.deciders().stream().map(Decider::id).collect(Collectors.joining(", ")) + ".";
        return before + rules(statement.reasons(), MAX_FACTS - before.length() - after.length()) + after;
    }

    /** As many rules as there is room for, and how many more there are. */
    private static String rules(List<Basis> reasons, int room) {
        int forRest = " and 1000000 more".length();
        List<String> told = new ArrayList<>();
        int length = 0;
        for (Basis basis : reasons) {
            Rule rule = basis.rule();
            String one = rule.id() + " (revision " + rule.revision() + ", ruleset version "
                    + basis.ruleset().version() + ")";
            length += one.length() + 2;
            if (length + forRest > room) {
                break;
            }
            told.add(one);
        }
        int rest = reasons.size() - told.size();
        return String.join(", ", told) + (rest == 0 ? "" : " and " + rest + " more");
    }

    /** The text, or as much of it as the database takes. */
    private static String shortened(String text, int max) {
        if (text.codePointCount(0, text.length()) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
    }

    private static List<String> prefixed(String prefix, Collection<String> words) {
        return words.stream().map(word -> prefix + word).toList();
    }

    private static <T> String word(Map<T, String> words, T value) {
        String word = words.get(value);
        if (word == null) {
            throw new AssertionError("the transparency database has no word for " + value);
        }
        return word;
    }

    private static String cell(Object value) {
        String text = value instanceof List<?> list
                ? list.stream().map(item -> "\"" + item + "\"").collect(Collectors.joining(",", "[", "]"))
                : value.toString();
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
