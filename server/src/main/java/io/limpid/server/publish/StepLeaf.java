package io.limpid.server.publish;

import io.limpid.rule.Ruleset;
import java.util.Map;
import java.util.TreeMap;

/** What the log says of a step in the life of a version. */
final class StepLeaf {
    private StepLeaf() {}

    static Map<String, Object> of(
            String name, String version, String digest, VersionStage stage, String actor, String reason) {
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("name", name);
        leaf.put("version", version);
        leaf.put("digest", digest);
        leaf.put("stage", stage.id());
        leaf.put("actor", actor);
        leaf.put("reason", reason);
        return leaf;
    }

    static Map<String, Object> activation(Ruleset ruleset, String actor, String reason) {
        Map<String, Object> leaf =
                of(ruleset.name(), ruleset.version(), ruleset.digest(), VersionStage.ACTIVE, actor, reason);
        leaf.put("rules", ruleset.rules().size());
        return leaf;
    }
}
