package io.limpid.server.publish;

import java.util.List;

/**
 * A version of a ruleset that was published here.
 *
 * @param digest {@code sha256:…} of its manifest
 * @param signers names of the maintainers' keys that signed it; empty for one that came with the first start
 * @param changes the steps that it took, oldest first; at least the one into its first stage
 */
public record RulesetVersion(
        String name,
        String version,
        String digest,
        VersionStage stage,
        List<String> signers,
        List<StageChange> changes) {
    public RulesetVersion {
        signers = List.copyOf(signers);
        changes = List.copyOf(changes);
    }
}
