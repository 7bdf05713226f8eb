package io.limpid.server.api;

import io.javalin.http.Context;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.Position;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Shows content only to those whom the log names for it. Safe for many threads. */
final class ContentAccess {
    private final DecisionLog log;

    /** Writes answers: the thread that tells of commits serves all callers, and must not wait for one. */
    private final Executor executor;

    ContentAccess(DecisionLog log, Executor executor) {
        this.log = log;
        this.executor = executor;
    }

    /**
     * Answers. Whoever sees content leaves an entry first; it names the decisions, and nothing of what was asked for.
     *
     * @param what kind of answer
     * @param decisionIds whose content is in it
     * @param always whether an answer without content leaves an entry, too
     */
    void answer(Context context, String what, List<String> decisionIds, boolean always, String type, byte[] answer) {
        if (decisionIds.isEmpty() && !always) {
            context.contentType(type).result(answer);
            return;
        }
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("what", what);
        leaf.put("actor", Gatekeeper.actor(context));
        leaf.put("decision_ids", decisionIds);
        CompletableFuture<Position> entry = log.append(Entry.of("access", leaf));
        context.future(
                () -> entry.thenAcceptAsync(at -> context.contentType(type).result(answer), executor));
    }
}
