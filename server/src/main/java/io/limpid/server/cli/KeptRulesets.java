package io.limpid.server.cli;

import io.limpid.rule.Ruleset;
import io.limpid.server.api.PinnedRulesets;
import io.limpid.server.publish.RulesetStore;
import io.limpid.signal.classifier.ModelDescription;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The rulesets of a data folder without a service: all that were ever in force. */
final class KeptRulesets {
    private KeptRulesets() {}

    static PinnedRulesets of(RulesetStore store, Collection<ModelDescription> models) {
        return new PinnedRulesets() {
            @Override
            public Optional<Ruleset> find(String digest) {
                return store.ruleset(digest, models);
            }

            @Override
            public Optional<Ruleset> text(String digest) {
                return find(digest).or(() -> store.ruleset(digest, List.of()));
            }

            @Override
            public List<Ruleset> inForce() {
                return List.of();
            }
        };
    }
}
