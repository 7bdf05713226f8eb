package io.limpid.rule;

import io.limpid.rule.Governance.Brake;
import io.limpid.rule.Governance.Gate;
import io.limpid.rule.Governance.Rung;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what a {@code ruleset.yaml} asks of those who put the ruleset in force. */
final class GovernanceReader {
    private static final int MOST = 1_000_000_000;
    private static final int MOST_TIMES = 1_000;
    private static final int DAY = 86_400;

    private GovernanceReader() {}

    /** What stands there, with the usual values for what does not. */
    static Governance read(Fields fields) {
        int approvals = fields.integer("approvals", 1, 2).orElse(1);
        Gate gate =
                fields.mapping("gate", "\"gate\"").map(GovernanceReader::gate).orElse(Governance.NONE.gate());
        Optional<Brake> brake = fields.mapping("brake", "\"brake\"").flatMap(GovernanceReader::brake);
        boolean disclosed = !fields.has("disclosure")
                || fields.requiredChoice("disclosure", List.of(true, false), all -> all ? "full" : "digest")
                        .orElse(true);
        fields.node("disclosure");
        return new Governance(approvals, gate, brake, disclosed);
    }

    private static Gate gate(Fields fields) {
        var gate = new Gate(
                fields.integer("shadow_posts", 1, MOST),
                fields.share("changed_at_most"),
                fields.share("precision_at_least"));
        if (gate.changedAtMost().isPresent() && gate.shadowPosts().isEmpty()) {
            fields.issues()
                    .error(
                            fields.atKey("changed_at_most"),
                            "a share of no posts",
                            "say with shadow_posts over how many posts it is taken");
        }
        if (gate.precisionAtLeast().isPresent()) {
            fields.issues()
                    .warning(
                            fields.atKey("precision_at_least"),
                            "it is not asked yet: this version of Limpid knows no reviews to tell a precision by",
                            "rely on shadow_posts and changed_at_most until it does");
        }
        fields.done();
        return gate;
    }

    private static Optional<Brake> brake(Fields fields) {
        Optional<Rung> to = fields.requiredChoice("to", List.of(Rung.values()), Rung::id);
        OptionalInt times = fields.requiredInteger("times", 2, MOST_TIMES);
        OptionalInt posts = fields.requiredInteger("posts", 1, MOST);
        OptionalInt most = fields.integer("most", 1, MOST);
        OptionalInt window = fields.requiredInteger("window", 1, DAY);
        fields.done();
        return to.isEmpty() || times.isEmpty() || posts.isEmpty() || window.isEmpty()
                ? Optional.empty()
                : Optional.of(new Brake(to.get(), times.getAsInt(), posts.getAsInt(), most, window.getAsInt()));
    }
}
