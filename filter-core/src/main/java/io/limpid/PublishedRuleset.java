package io.limpid;

import io.limpid.rule.Ruleset;

/** A version of a ruleset with the stage that it is in. */
public record PublishedRuleset(Ruleset ruleset, Stage stage) {
    public static PublishedRuleset active(Ruleset ruleset) {
        return new PublishedRuleset(ruleset, Stage.ACTIVE);
    }

    public static PublishedRuleset shadow(Ruleset ruleset) {
        return new PublishedRuleset(ruleset, Stage.SHADOW);
    }
}
