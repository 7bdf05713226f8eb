package io.limpid.decision;

import io.limpid.decision.Statement.Basis;
import io.limpid.decision.Statement.Content;
import io.limpid.decision.Statement.Decider;
import io.limpid.rule.Rule;
import io.limpid.rule.Template;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A statement of reasons in plain words. Each language is a table of phrases; see {@link #phrase}. */
final class StatementText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Map<String, String> ENGLISH = phrases("""
            whole = STATEMENT OF REASONS|Decision {{decision}}||\
            What was done|{{action}} {{territory}}||Why|{{reasons}}||\
            How it was found and decided|{{source}} {{found}} {{automation}}||\
            What you can do|{{appeal}}|
            named = {{surface}} with the id {{id}}
            surface.any = Your post
            surface.post = Your post
            surface.comment = Your comment
            surface.message = Your message
            surface.profile = Your profile
            action.label = {{post}} has been marked with a label since {{time}}. No end is set.
            action.limit = {{post}} has been shown to fewer people since {{time}}. No end is set.
            action.hold = {{post}} has been held back since {{time}}, until a person has looked at it.
            action.remove = {{post}} has been taken down since {{time}}. No end is set.
            territory.everywhere = This applies everywhere.
            territory.one = This applies only in the country with the code {{country}}.
            reason = {{explanation}}|{{ground}}|\
            Rule: {{title}} ({{rule}}, revision {{revision}}), ruleset {{ruleset}} in version {{version}} \
            ({{digest}}), written in {{file}}, line {{line}}
            reason.next = ||Also:|
            ground.terms = Ground, in our terms: {{clause}}, {{url}}
            ground.law = Ground, in the law: {{clause}}, {{url}}
            source.own_initiative = We looked at it on our own initiative.
            source.notice = Somebody notified us of it as illegal content.
            source.trusted_flagger = A trusted flagger notified us of it.
            source.other_notification = Somebody reported it to us.
            found.true = An automated check found it.
            found.false = No automated check found it.
            automation.fully = It was decided automatically, by {{deciders}}; no person took part.
            automation.partially = It was decided partly automatically, by {{deciders}} together.
            automation.not_automated = It was decided by {{deciders}}, without automated means.
            decider.rule = a published rule
            decider.model = a statistical model
            decider.human = a person
            decider.and =  and\s
            appeal = You can appeal until {{until}} at {{where}}|\
            This is free of charge, and a person decides about your appeal.|\
            You can also turn to a certified out-of-court dispute settlement body. The courts stay open to you at any time.
            """);

    private static final Map<String, String> CHINESE = phrases("""
            whole = 处理理由说明|决定编号：{{decision}}||\
            处理措施|{{action}}{{territory}}||原因|{{reasons}}||\
            如何发现、如何决定|{{source}}{{found}}{{automation}}||\
            您可以怎么做|{{appeal}}|
            named = {{surface}}（编号 {{id}}）
            surface.any = 您的帖子
            surface.post = 您的帖子
            surface.comment = 您的评论
            surface.message = 您的消息
            surface.profile = 您的个人资料
            action.label = 自 {{time}} 起，{{post}}被加上了标签，未设结束时间。
            action.limit = 自 {{time}} 起，{{post}}只向较少的人展示，未设结束时间。
            action.hold = 自 {{time}} 起，{{post}}暂不展示，直到有人工看过为止。
            action.remove = 自 {{time}} 起，{{post}}被下架，未设结束时间。
            territory.everywhere = 此措施在所有地区有效。
            territory.one = 此措施仅在代码为 {{country}} 的国家或地区有效。
            reason = {{explanation}}|{{ground}}|\
            规则：{{title}}（{{rule}}，第 {{revision}} 次修订），规则集 {{ruleset}}，版本 {{version}}（{{digest}}），\
            写在 {{file}} 第 {{line}} 行
            reason.next = ||另外：|
            ground.terms = 依据（平台条款）：{{clause}}，{{url}}
            ground.law = 依据（法律）：{{clause}}，{{url}}
            source.own_initiative = 这是我们主动查看的。
            source.notice = 有人以违法内容为由通知了我们。
            source.trusted_flagger = 一个受信任的举报者通知了我们。
            source.other_notification = 有人向我们举报。
            found.true = 内容由自动检查发现。
            found.false = 内容不是由自动检查发现的。
            automation.fully = 决定由{{deciders}}自动作出，没有人工参与。
            automation.partially = 决定部分自动，由{{deciders}}共同作出。
            automation.not_automated = 决定由{{deciders}}作出，没有使用自动手段。
            decider.rule = 已公布的规则
            decider.model = 统计模型
            decider.human = 人工
            decider.and = 、
            appeal = 您可以在 {{until}} 之前申诉，地址：{{where}}|\
            申诉免费，由人工作出决定。|\
            您也可以求助于经认证的庭外争议解决机构，并且随时可以向法院起诉。
            """);

    private final Statement statement;
    private final String language;
    private final Map<String, String> phrases;

    private StatementText(Statement statement, String language) {
        this.statement = statement;
        boolean chinese = language.equals("zh") || language.startsWith("zh-");
        this.language = chinese ? "zh" : "en";
        this.phrases = chinese ? CHINESE : ENGLISH;
    }

    static String of(Statement statement, String language) {
        return new StatementText(statement, language).whole();
    }

    private String whole() {
        var handling = statement.handling();
        String territory = statement.territory();
        return phrase(
                "whole",
                Map.of(
                        "decision", statement.decisionId(),
                        "action",
                                phrase(
                                        "action." + statement.action().id(),
                                        Map.of("post", post(), "time", time(statement.decidedAt()))),
                        "territory",
                                territory == null
                                        ? phrase("territory.everywhere", Map.of())
                                        : phrase("territory.one", Map.of("country", territory)),
                        "reasons",
                                statement.reasons().stream()
                                        .map(this::reason)
                                        .collect(Collectors.joining(phrase("reason.next", Map.of()))),
                        "source", phrase("source." + handling.source().id(), Map.of()),
                        "found", phrase("found." + handling.foundByMachine(), Map.of()),
                        "automation",
                                phrase("automation." + handling.automation().id(), Map.of("deciders", deciders())),
                        "appeal",
                                phrase(
                                        "appeal",
                                        Map.of(
                                                "where", statement.redress().where(),
                                                "until",
                                                        time(statement.redress().until())))));
    }

    private String post() {
        Content content = statement.content();
        String surface = phrases.getOrDefault("surface." + content.surface(), phrase("surface.any", Map.of()));
        String id = content.postId();
        return id == null ? surface : phrase("named", Map.of("surface", surface, "id", id));
    }

    private String reason(Basis basis) {
        Rule rule = basis.rule();
        return phrase(
                "reason",
                Map.of(
                        "explanation", basis.explanation(language),
                        "ground",
                                phrase(
                                        "ground." + rule.ground().kind().id(),
                                        Map.of("clause", rule.ground().clause(), "url", basis.url())),
                        "title", rule.title().in(language),
                        "rule", rule.id(),
                        "revision", Integer.toString(rule.revision()),
                        "ruleset", basis.ruleset().name(),
                        "version", basis.ruleset().version(),
                        "digest", basis.ruleset().digest(),
                        "file", rule.source().file(),
                        "line", Integer.toString(rule.source().line())));
    }

    private String deciders() {
        return statement.handling().deciders().stream()
                .map(Decider::id)
                .map(decider -> phrase("decider." + decider, Map.of()))
                .collect(Collectors.joining(phrase("decider.and", Map.of())));
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    /** A phrase with its places filled. */
    private String phrase(String name, Map<String, String> values) {
        return Template.fill(known(phrases, name), place -> known(values, place));
    }

    private static String known(Map<String, String> texts, String name) {
        String text = texts.get(name);
        if (text == null) {
            throw new AssertionError("a statement of reasons has no words for " + name);
        }
        return text;
    }

    /** Lines of {@code name = phrase}; a bar in a phrase ends a line of the statement. */
    private static Map<String, String> phrases(String lines) {
        Map<String, String> phrases = new LinkedHashMap<>();
        lines.lines().forEach(line -> {
            int equals = line.indexOf(" = ");
            phrases.put(line.substring(0, equals), line.substring(equals + 3).replace('|', '\n'));
        });
        return phrases;
    }
}
