package io.limpid.decision;

import io.limpid.rule.Action;
import io.limpid.rule.Audience;
import io.limpid.rule.Rule;
import io.limpid.rule.Ruleset;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement of reasons for one decision (Digital Services Act, art. 17): what its author is told.
 *
 * <p>It has no place for what an author wrote: whatever it says of the reasons comes from the published rules, with {@code …}
 * where an explanation would quote the post.
 *
 * @param decidedAt since when the decision is in force
 * @param action anything but {@link Action#ALLOW}, which restricts nothing and so has no statement
 * @param reasons the rules that the decision stands on, strongest first, never empty; a person who decides names one too
 * @param territory the only country where the decision applies, ISO 3166-1 alpha-2; absent where it applies everywhere
 */
public record Statement(
        String decisionId,
        Instant decidedAt,
        Action action,
        List<Basis> reasons,
        Content content,
        @Nullable String territory,
        Handling handling,
        Redress redress) {
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    public Statement {
        reasons = List.copyOf(reasons);
        if (action == Action.ALLOW) {
            throw new IllegalArgumentException("an allowed post has no statement of reasons");
        }
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a statement of reasons needs a reason");
        }
        if (territory != null && !COUNTRY.matcher(territory).matches()) {
            throw new IllegalArgumentException("not a country of ISO 3166-1 alpha-2: " + territory);
        }
        if (!redress.until().isAfter(decidedAt)) {
            throw new IllegalArgumentException("the time to appeal ends before it begins");
        }
    }

    /**
     * A published rule that the decision stands on.
     *
     * @param ruleset the version that the rule was taken from
     * @param termsUrl where the ruleset's terms are published; serves where the rule's ground has no address of its own
     */
    public record Basis(Rule rule, Provenance.Pinned ruleset, String termsUrl) {
        /** A rule of a published ruleset. */
        public static Basis of(Ruleset ruleset, Rule rule) {
            return new Basis(
                    rule,
                    new Provenance.Pinned(ruleset.name(), ruleset.version(), ruleset.digest()),
                    ruleset.termsUrl());
        }

        /** Where the clause that the rule stands on is published. */
        public String url() {
            String own = rule.ground().url();
            return own == null ? termsUrl : own;
        }

        /** Why, in the rule's words to everybody; see {@link Explanation#ofRule}. */
        String explanation(String language) {
            return Explanation.ofRule(rule, Audience.PUBLIC, language);
        }
    }

    /**
     * The post, without its text.
     *
     * @param postId the platform's name for it, if it gave one
     * @param surface where it appears, such as {@code comment}
     * @param language a BCP 47 tag, {@code und} where unknown
     * @param date when it was posted, in UTC; absent where the platform did not say
     */
    public record Content(
            @Nullable String postId,
            @Nullable String surface,
            String language,
            @Nullable LocalDate date) {}

    /**
     * How the post came to be looked at, and who decided.
     *
     * @param deciders all that took part in the decision, also where a person only confirmed what a machine proposed; never
     *     empty
     * @param source what made us look
     * @param foundByMachine whether automated means found the post
     */
    public record Handling(Set<Decider> deciders, Source source, boolean foundByMachine) {
        public Handling {
            if (deciders.isEmpty()) {
                throw new IllegalArgumentException("somebody or something decides");
            }
            deciders = Collections.unmodifiableSet(EnumSet.copyOf(deciders));
        }

        /** How far the decision, not the finding, was automated. */
        public Automation automation() {
            if (!deciders.contains(Decider.HUMAN)) {
                return Automation.FULLY;
            }
            return deciders.size() == 1 ? Automation.NOT_AUTOMATED : Automation.PARTIALLY;
        }
    }

    /** Who or what takes part in a decision. */
    public enum Decider {
        RULE,
        MODEL,
        HUMAN;

        /** The name in answers, such as {@code human}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How far a decision was automated. */
    public enum Automation {
        /** No person took part. */
        FULLY,
        /** A person and a machine took part. */
        PARTIALLY,
        /** Only persons took part. */
        NOT_AUTOMATED;

        /** The name in answers, such as {@code fully}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What made the platform look at a post. */
    public enum Source {
        OWN_INITIATIVE,
        /** A notice of illegal content (art. 16). */
        NOTICE,
        /** A notice of a trusted flagger (art. 22). */
        TRUSTED_FLAGGER,
        OTHER_NOTIFICATION;

        /** The name in answers, such as {@code trusted_flagger}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where to appeal, and until when.
     *
     * @param where path or address of the page
     */
    public record Redress(String where, Instant until) {
        /** An appeal that is open for six months, the shortest time that art. 20 allows. */
        public static Redress at(String where, Instant decidedAt) {
            return new Redress(
                    where, decidedAt.atOffset(ZoneOffset.UTC).plusMonths(6).toInstant());
        }
    }

    /** The day of the post in UTC; where it is not known, that of the decision. */
    public LocalDate contentDate() {
        LocalDate date = content.date();
        return date == null ? day() : date;
    }

    /** The day of the decision in UTC. */
    LocalDate day() {
        return decidedAt.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /**
     * The statement in plain words.
     *
     * @param language of the reader, a BCP 47 tag; English serves all but readers of Chinese
     */
    public String text(String language) {
        return StatementText.of(this, language);
    }

    /** The same facts as the text, in order; texts by language, times as {@code 2026-11-03T10:15:00.000Z}. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("decision_id", decisionId);
        json.put("decided_at", TIME.format(decidedAt));
        json.put("action", action.id());
        json.put("content", contentJson());
        putIfKnown(json, "territory", territory);
        json.put("reasons", reasons.stream().map(Statement::json).toList());
        json.put("source", handling.source().id());
        json.put("found_by_machine", handling.foundByMachine());
        json.put("decided_by", handling.deciders().stream().map(Decider::id).toList());
        json.put("automated_decision", handling.automation().id());
        json.put("appeal", appealJson());
        return Collections.unmodifiableMap(json);
    }

    private Map<String, Object> contentJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        putIfKnown(json, "post_id", content.postId());
        putIfKnown(json, "surface", content.surface());
        json.put("language", content.language());
        json.put("date", contentDate().toString());
        return Collections.unmodifiableMap(json);
    }

    private Map<String, Object> appealJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("where", redress.where());
        json.put("until", TIME.format(redress.until()));
        json.put("decided_by", Decider.HUMAN.id());
        json.put("free_of_charge", true);
        json.put("also", List.of("out_of_court_settlement", "court"));
        return Collections.unmodifiableMap(json);
    }

    private static Map<String, Object> json(Basis basis) {
        Rule rule = basis.rule();
        Map<String, Object> explanation = new LinkedHashMap<>();
        Explanation.languages(rule, Audience.PUBLIC)
                .forEach(language -> explanation.put(language, basis.explanation(language)));

        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rule", rule.id());
        json.put("revision", rule.revision());
        json.put("title", rule.title().byLanguage());
        json.put("explanation", Collections.unmodifiableMap(explanation));
        json.put(
                "ground",
                ordered(
                        "kind",
                        rule.ground().kind().id(),
                        "clause",
                        rule.ground().clause(),
                        "url",
                        basis.url()));
        Provenance.Pinned ruleset = basis.ruleset();
        json.put("ruleset", ordered("name", ruleset.name(), "version", ruleset.version(), "digest", ruleset.digest()));
        json.put("file", rule.source().file());
        json.put("line", rule.source().line());
        return Collections.unmodifiableMap(json);
    }

    private static Map<String, Object> ordered(String... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    private static void putIfKnown(Map<String, Object> json, String key, @Nullable Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}
