package io.limpid.decision;

import io.limpid.RulesetKit;
import io.limpid.decision.Statement.Basis;
import io.limpid.decision.Statement.Content;
import io.limpid.decision.Statement.Decider;
import io.limpid.decision.Statement.Handling;
import io.limpid.decision.Statement.Redress;
import io.limpid.decision.Statement.Source;
import io.limpid.rule.Action;
import io.limpid.rule.Rule;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Statements of reasons to try things on. */
final class SampleStatements {
    static final Instant DECIDED = Instant.parse("2026-11-03T10:15:30.123Z");

    private static final Provenance.Pinned RULESET =
            new Provenance.Pinned("sample", "2026.11.0", "sha256:" + "0123456789abcdef".repeat(4));

    static final Rule TERMS = rule("job-offer", """
            revision: 3
            title: {en: Job offers for a fee, zh: 收费招聘}
            ground: {kind: terms, clause: "Terms 2.1, fraud", dsa: {category: SCAMS_AND_FRAUD, keywords: [OTHER, PHISHING]}}
            signals: {n: {regex: '[0-9]+'}}
            when: n
            explain:
              public: {en: "Offers work for a fee paid in advance ('{{n}}').", zh: "提供工作但要求预付费用（“{{n}}”）。"}
            """);

    static final Rule LAW = rule("threat", """
            title: {en: Threats, zh: 威胁}
            ground:
              kind: law
              clause: "Criminal Code § 241"
              url: "https://law.example/stgb/241"
              dsa: {category: VIOLENCE, keywords: [INCITEMENT_VIOLENCE_HATRED]}
            signals: {n: {regex: '[0-9]+'}}
            when: n
            explain:
              public: {en: "Threatens a person with a crime.", zh: "以犯罪行为威胁他人。"}
            """);

    private SampleStatements() {}

    private static Rule rule(String name, String body) {
        return RulesetKit.named("sample").rule(name, body).compile().rules().get(0);
    }

    static Basis basis(Rule rule) {
        return new Basis(rule, RULESET, "https://example.org/terms");
    }

    /** A comment that a rule of the terms has taken down. */
    static Statement removed() {
        return statement(
                Action.REMOVE,
                List.of(TERMS),
                new Content("p-77", "comment", "en", LocalDate.parse("2026-11-02")),
                null,
                new Handling(Set.of(Decider.RULE), Source.OWN_INITIATIVE, true));
    }

    /** The cases whose whole output is kept in {@code statements}. */
    static Map<String, Statement> golden() {
        Map<String, Statement> cases = new LinkedHashMap<>();
        cases.put("removed-by-rule", removed());
        cases.put(
                "held-for-law-and-terms",
                statement(
                        Action.HOLD,
                        List.of(LAW, TERMS),
                        new Content("p-78", "profile", "zh-Hans", LocalDate.parse("2026-10-31")),
                        "DE",
                        new Handling(Set.of(Decider.RULE, Decider.MODEL), Source.TRUSTED_FLAGGER, false)));
        cases.put(
                "limited-by-person-and-machine",
                statement(
                        Action.LIMIT,
                        List.of(TERMS),
                        new Content(null, null, "und", null),
                        null,
                        new Handling(Set.of(Decider.HUMAN, Decider.MODEL), Source.OTHER_NOTIFICATION, true)));
        cases.put(
                "labelled-by-person",
                statement(
                        Action.LABEL,
                        List.of(LAW),
                        new Content("p-80", "post", "fil", null),
                        "GR",
                        new Handling(Set.of(Decider.HUMAN), Source.NOTICE, false)));
        return cases;
    }

    private static Statement statement(
            Action action, List<Rule> rules, Content content, @Nullable String territory, Handling handling) {
        return new Statement(
                "0193-a1",
                DECIDED,
                action,
                rules.stream().map(SampleStatements::basis).toList(),
                content,
                territory,
                handling,
                Redress.at("/appeals/0193-a1", DECIDED));
    }

    static Statement with(Statement statement, Instant decidedAt) {
        return new Statement(
                statement.decisionId(),
                decidedAt,
                statement.action(),
                statement.reasons(),
                statement.content(),
                statement.territory(),
                statement.handling(),
                Redress.at("/appeals/0193-a1", decidedAt));
    }

    static Statement with(Statement statement, List<Basis> reasons) {
        return new Statement(
                statement.decisionId(),
                statement.decidedAt(),
                statement.action(),
                reasons,
                statement.content(),
                statement.territory(),
                statement.handling(),
                statement.redress());
    }

    static Statement with(Statement statement, Action action, Handling handling) {
        return new Statement(
                statement.decisionId(),
                statement.decidedAt(),
                action,
                statement.reasons(),
                statement.content(),
                statement.territory(),
                handling,
                statement.redress());
    }

    static Statement with(Statement statement, Content content, @Nullable String territory) {
        return new Statement(
                statement.decisionId(),
                statement.decidedAt(),
                statement.action(),
                statement.reasons(),
                content,
                territory,
                statement.handling(),
                statement.redress());
    }
}
