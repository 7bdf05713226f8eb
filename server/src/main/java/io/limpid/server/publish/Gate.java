package io.limpid.server.publish;

import io.limpid.rule.Governance;
import io.limpid.server.publish.RefusedPublicationException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Holds what a version has shown in shadow against what its ruleset asks for. */
final class Gate {
    private Gate() {}

    /**
     * What falls short.
     *
     * @param trial what the version has shown
     * @return each figure with the one that is asked for; none where the version may act
     */
    static List<Fault> faults(Governance.Gate gate, Figures.Trial trial) {
        List<Fault> faults = new ArrayList<>();
        gate.shadowPosts().ifPresent(posts -> {
            if (trial.posts() < posts) {
                faults.add(fault(
                        "it has seen " + trial.posts() + " posts in shadow, and gate.shadow_posts asks for " + posts));
            }
        });
        gate.changedAtMost().ifPresent(most -> {
            if (trial.posts() > 0 && trial.changed() * 10_000.0 > (double) most * trial.posts()) {
                faults.add(fault(String.format(
                        Locale.ROOT,
                        "it would have changed the action of %d of %d posts (%.4f), and gate.changed_at_most allows %.4f",
                        trial.changed(),
                        trial.posts(),
                        (double) trial.changed() / trial.posts(),
                        most / 10_000.0)));
            }
        });
        return faults;
    }

    private static Fault fault(String what) {
        return new Fault("", what);
    }
}
