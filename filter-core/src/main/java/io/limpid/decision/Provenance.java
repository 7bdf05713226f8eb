package io.limpid.decision;

import java.util.List;

/**
 * What a decision depended on, pinned.
 *
 * @param rulesets every ruleset that was evaluated, in order of name
 * @param models every model that was loaded, in order of name
 * @param engine name and version of the filter and of the Unicode tables and runtime that it ran on
 */
public record Provenance(List<Pinned> rulesets, List<Pinned> models, String engine) {
    public Provenance {
        rulesets = List.copyOf(rulesets);
        models = List.copyOf(models);
    }

    /**
     * A thing with a version.
     *
     * @param version the published version; for a model, its digest stands for it
     * @param digest {@code sha256:…}
     */
    public record Pinned(String name, String version, String digest) {}
}
