package io.limpid.decision;

import io.limpid.rule.Governance.Rung;
import java.util.List;

/**
 * What a decision depended on, pinned.
 *
 * @param rulesets every ruleset that acts, in order of name, each in one version
 * @param shadow versions that were evaluated beside them and did not act, in order of name and version
 * @param braked rules whose action was less than their ruleset says, in order of id
 * @param models every model that was loaded, in order of name
 * @param engine name and version of the filter and of the Unicode tables and runtime that it ran on
 */
public record Provenance(
        List<Pinned> rulesets, List<Pinned> shadow, List<Braked> braked, List<Pinned> models, String engine) {
    public Provenance {
        rulesets = List.copyOf(rulesets);
        shadow = List.copyOf(shadow);
        braked = List.copyOf(braked);
        models = List.copyOf(models);
    }

    /** The same with these brakes. */
    public Provenance withBraked(List<Braked> rules) {
        return new Provenance(rulesets, shadow, rules, models, engine);
    }

    /**
     * A thing with a version.
     *
     * @param version the published version; for a model, its digest stands for it
     * @param digest {@code sha256:…}
     */
    public record Pinned(String name, String version, String digest) {}

    /**
     * A rule of an acting ruleset that may not do what it says, since it matched far more posts than it should.
     *
     * @param rule its id
     * @param to what is left of it
     */
    public record Braked(String rule, Rung to) {}
}
