package io.limpid.server.cli;

import io.limpid.rule.Category;
import java.util.Locale;
import java.util.Set;

/**
 * The first text of a rule, of its list and of its ruleset: sound, so that what lint says of it is the author's own, and with
 * two tests that fail until the author has written the rule.
 *
 * @param ruleset its name
 * @param name of the rule within the ruleset, and of its list
 */
record RuleScaffold(String ruleset, String name) {
    private static final Set<String> OTHERS = Set.of("true", "false", "null");

    String rulesetFile() {
        return String.format(Locale.ROOT, """
                ruleset: %s
                version: 0.1.0                # goes up with every change
                title: %s
                maintainer: "Who answers for these rules"
                terms_url: https://example.org/terms
                changes: "First version."
                """, word(ruleset), title(ruleset));
    }

    /** The rule: it matches what it should pass, and passes what it should match. */
    String ruleFile() {
        String category = Category.parse(ruleset).orElse(Category.SPAM).id();
        return String.format(Locale.ROOT, """
                rule: %1$s
                revision: 1                   # goes up with every change
                title: %3$s
                category: %4$-19s # spam | rumour | rights
                action: label                 # label | limit | hold | remove
                ground: {kind: terms, clause: "The clause of your terms that this rule enforces"}
                signals:
                  phrase: {list: %2$s, fold: [width, case, invisible]}
                when: phrase
                explain:
                  public: "What posts may not do."
                  author: "What your post seems to do, and what you can change."
                  reviewer: "It says '{{phrase}}'."
                tests:
                  - {text: "A post that the rule has to match", expect: match}
                  - {text: "A harmless post that looks alike, such as one with an example phrase", expect: pass}
                """, word(ruleset + "." + name), word(name), title(name), category);
    }

    String listFile() {
        return """
                # One entry a line; "entry | note" carries a note, "!entry" is a longer harmless phrase that covers a match.
                example phrase
                """;
    }

    /** In quotes where YAML would take it for a number or a truth value. */
    private static String word(String name) {
        boolean isText = Character.isLetter(name.charAt(0)) && !OTHERS.contains(name);
        return isText ? name : "\"" + name + "\"";
    }

    private static String title(String name) {
        String words = name.replace('-', ' ');
        String title = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        return "\"" + title + "\"";
    }
}
