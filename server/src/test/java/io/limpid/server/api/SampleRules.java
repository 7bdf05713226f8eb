package io.limpid.server.api;

import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small ruleset with a rule for each layer. */
public final class SampleRules {
    /** Its files, by path. */
    public static final Map<String, String> FILES = Map.of(
            "ruleset.yaml",
            """
            ruleset: spam
            version: 2026.11.0
            title: {en: Spam, zh: 垃圾信息}
            maintainer: tests@limpid.example
            terms_url: https://limpid.example/terms
            changes: first
            """,
            "lists/contact-verbs.txt",
            """
            # verbs that move a reader elsewhere
            add me on
            加
            """,
            "lists/messengers.txt",
            """
            telegram
            微信
            !微信支付
            """,
            "lists/official.txt",
            "官方客服\n",
            "rules/contact-funnel.yaml",
            """
            rule: spam.contact-funnel
            revision: 3
            title: {en: Off-platform contact funnel, zh: 站外引流}
            category: spam
            action: hold
            ground: {kind: terms, clause: "Terms 2.1", url: "https://limpid.example/terms#2.1", dsa: {category: SCAMS_AND_FRAUD, keywords: [OTHER]}}
            signals:
              verb: {list: contact-verbs, fold: [width, case, invisible, simplified]}
              app: {list: messengers, fold: [width, case, invisible, confusable, skip(2)], near: verb, within: 12}
              handle: {regex: '[A-Za-z][A-Za-z0-9_]{5,}'}
            when: verb && app && handle && author.age_days < 30
            defaults: {author.age_days: 0}
            unless: {list: official}
            explain:
              public: {en: "Posts may not move readers to private channels.", zh: "帖子不得引流。"}
              author: {en: "Your post asks readers to add a contact.", zh: "您的帖子请读者添加联系方式。"}
              reviewer: {en: "'{{verb}}' near '{{app}}', {{handle.count}} handles, {{author.age_days}} days", zh: "“{{verb}}”附近有“{{app}}”"}
            tests:
              - {text: "Add me on telegram: lucky_88", expect: match}
              - {text: "加微信 abc1234", expect: match, spans: {app: "微信"}}
              - {text: "微信支付接口文档", expect: pass}
              - {text: "官方客服：加微信 abc1234", expect: pass, suppressed_by: official}
            """,
            "rules/card.yaml",
            """
            rule: spam.card
            revision: 1
            title: A payment card
            category: rights
            action: remove
            ground: {kind: terms, clause: "Terms 3", dsa: {category: DATA_PROTECTION_AND_PRIVACY_VIOLATIONS, keywords: [OTHER]}}
            signals:
              card: {personal: payment-card}
            when: card
            explain: {public: "No cards.", author: "Your post shows a card.", reviewer: "{{card}}"}
            tests:
              - {text: "card 4111 1111 1111 1111", expect: match}
              - {text: "card 4111 1111 1111 1112", expect: pass}
            """,
            "rules/repeats.yaml",
            """
            rule: spam.repeats
            revision: 1
            title: The same again
            category: spam
            action: limit
            ground: {kind: terms, clause: "Terms 4", dsa: {category: SCAMS_AND_FRAUD, keywords: [OTHER]}}
            signals:
              again: {repeat: author, count_at_least: 3, window_seconds: 600}
            when: again
            explain: {public: "Again.", author: "Again and again.", reviewer: "{{again.count}} times"}
            tests:
              - {text: "x", repeats: {author: 6}, expect: match}
              - {text: "x", expect: pass}
            """);

    private SampleRules() {}

    /** The ruleset. */
    public static Ruleset ruleset() {
        Map<String, byte[]> bytes = new TreeMap<>();
        FILES.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        try {
            return RulesetReader.load(new RulesetFiles("spam", bytes, List.of(), List.of()));
        } catch (RulesetRejectedException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes the ruleset into a folder of rulesets. */
    public static Path writeTo(Path rulesets) {
        FILES.forEach((path, text) -> {
            try {
                Path file = rulesets.resolve("spam").resolve(path);
                Files.createDirectories(file.resolveSibling(""));
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return rulesets;
    }
}
