package io.limpid.server.log;

import java.util.List;
import java.util.Optional;

/**
 * A page of decisions, newest first.
 *
 * @param decisions at most as many as asked for; fewer where they are long, and with {@link Query#q()} perhaps none, though there are more
 * @param next where to go on; empty once everything has been looked at
 */
public record Page(List<StoredDecision> decisions, Optional<String> next) {
    public Page {
        decisions = List.copyOf(decisions);
    }
}
