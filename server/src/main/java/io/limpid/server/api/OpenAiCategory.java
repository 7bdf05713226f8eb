package io.limpid.server.api;

import io.limpid.decision.Decision;
import io.limpid.rule.Ruleset;
import io.limpid.signal.classifier.Scores;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of OpenAI's categories, and what of ours stands for it.
 *
 * @param category OpenAI's name, such as {@code harassment/threatening}
 * @param score ours, as {@link Decision#scores()} names it; null where no model scores the like
 * @param covers what of the category is looked at, in words; empty if nothing is
 * @param rules ids of those that put a post into the category when they act
 */
record OpenAiCategory(String category, @Nullable String score, String covers, List<String> rules) {
    /** All of them, in OpenAI's order. A table that docs/from-openai.md shows too. */
    static final List<OpenAiCategory> ALL = Json.table("openai-categories.json", OpenAiCategory.class);

    OpenAiCategory {
        rules = List.copyOf(rules);
    }

    /**
     * What a decision says of a category.
     *
     * @param score in 1/10000
     * @param assessed whether anything looked for it; else {@code score} says nothing
     */
    record Finding(boolean found, int score, boolean assessed) {}

    /**
     * What a decision says of this category. The score is the model's, where there is one; of a category that only rules look for, it
     * says no more than whether one acted.
     *
     * @param rulesets by which it was decided
     */
    Finding in(Decision decision, Collection<Ruleset> rulesets) {
        boolean found = decision.reasons().stream()
                .anyMatch(reason -> rules.contains(reason.rule().id()));
        Integer known = score == null ? null : decision.scores().get(score);
        if (known != null) {
            return new Finding(found, known, true);
        }
        // Without the model that belongs to it, what no rule found is not known to be absent.
        boolean assessed = found || (score == null && hasRuleIn(rulesets));
        return new Finding(found, found ? Scores.ONE : 0, assessed);
    }

    private boolean hasRuleIn(Collection<Ruleset> rulesets) {
        return rules.stream()
                .anyMatch(rule ->
                        rulesets.stream().anyMatch(ruleset -> ruleset.rule(rule).isPresent()));
    }
}
