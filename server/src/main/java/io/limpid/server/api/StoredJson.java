package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.server.log.CanonicalJson;
import io.limpid.server.log.Position;
import io.limpid.server.log.StoredDecision;
import java.io.ByteArrayOutputStream;
import java.util.Map;

/** Answers as the log has them: complete but for their place in the log, which they could not know before. */
final class StoredJson {
    private StoredJson() {}

    /**
     * The answer with its place in the log and its links, as the caller gets it.
     *
     * @param restricts whether the action is another than to allow, so that there is a statement of reasons
     */
    static byte[] withLog(byte[] answer, String decisionId, Position position, boolean restricts) {
        ObjectNode tail = Json.object();
        tail.putObject("log").put("index", position.index()).put("leaf_hash", position.leafHash());
        ObjectNode links = tail.putObject("links");
        links.put("self", "/v1/decisions/" + decisionId).put("receipt", "/v1/decisions/" + decisionId + "/receipt");
        if (restricts) {
            links.put("statement", "/v1/decisions/" + decisionId + "/statement");
        }
        byte[] more = Json.bytes(tail);
        var whole = new ByteArrayOutputStream(answer.length + more.length);
        whole.write(answer, 0, answer.length - 1);
        whole.write(',');
        whole.write(more, 1, more.length - 1);
        return whole.toByteArray();
    }

    /**
     * A stored decision as its caller got it.
     *
     * @throws RefusedException if its content is erased
     */
    static byte[] of(StoredDecision decision) throws RefusedException {
        return withLog(
                decision.answer()
                        .orElseThrow(() ->
                                new RefusedException(Problem.erased("the content of decision " + decision.decisionId()
                                        + " was erased; its record is at log index " + decision.index()))),
                decision.decisionId(),
                decision.leaf().position(),
                restricts(decision));
    }

    private static boolean restricts(StoredDecision decision) {
        return !"allow".equals(CanonicalJson.decode(decision.leaf().bytes()).get("action"));
    }

    /** A stored decision for a list: as its caller got it, or what its public record tells of it. */
    static byte[] inList(StoredDecision decision) {
        byte[] answer = decision.answer().orElseGet(() -> {
            Map<String, Object> leaf = CanonicalJson.decode(decision.leaf().bytes());
            ObjectNode json = Json.object();
            json.put("decision_id", decision.decisionId());
            json.put("decided_at", String.valueOf(leaf.get("time")));
            json.put("action", String.valueOf(leaf.get("action")));
            json.put("erased", true);
            return Json.bytes(json);
        });
        return withLog(answer, decision.decisionId(), decision.leaf().position(), restricts(decision));
    }
}
