package io.limpid.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Statements that are sent to the EU DSA Transparency Database together, schema of 1 July 2025. The database stores all of them
 * or none.
 *
 * @param statements 1 to 100
 */
public record DsaBatch(List<DsaStatement> statements) {
    /** The most statements that the database takes at once. */
    public static final int MAX = 100;

    public DsaBatch {
        statements = List.copyOf(statements);
        if (statements.isEmpty() || statements.size() > MAX) {
            throw new IllegalArgumentException("a batch has 1 to " + MAX + " statements, not " + statements.size());
        }
    }

    /** The statements in their order, in as few batches as possible; none for none. */
    public static List<DsaBatch> of(List<DsaStatement> statements) {
        List<DsaBatch> batches = new ArrayList<>();
        for (int start = 0; start < statements.size(); start += MAX) {
            batches.add(new DsaBatch(statements.subList(start, Math.min(start + MAX, statements.size()))));
        }
        return batches;
    }

    /** The body of the request. */
    public Map<String, Object> toJson() {
        return Map.of(
                "statements", statements.stream().map(DsaStatement::toJson).toList());
    }
}
