package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.limpid.server.api.Problem.Fault;
import java.io.IOException;
import java.util.List;

/** Reads the small JSON bodies of requests that are about one thing. */
final class JsonBody {
    private JsonBody() {}

    /** A JSON object with these members at most; an empty body stands for an empty one. */
    static ObjectNode read(Context context, List<String> members) throws RefusedException, IOException {
        byte[] bytes = context.req().getInputStream().readNBytes(PostRequest.MAX_BYTES + 1);
        if (bytes.length == 0) {
            return Json.object();
        }
        if (bytes.length > PostRequest.MAX_BYTES) {
            throw new RefusedException(RequestReader.tooManyBytes());
        }
        JsonNode tree;
        try {
            tree = Json.MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw new RefusedException(Problem.unreadable("", "not JSON"));
        } catch (NumberFormatException e) {
            // The library lets the exponents slip through that no number of its own can hold.
            throw new RefusedException(Problem.unreadable("", "the body holds a number that is too large"));
        }
        if (!(tree instanceof ObjectNode object)) {
            throw new RefusedException(Problem.invalid(List.of(new Fault("", "is not an object"))));
        }
        for (String name : (Iterable<String>) object::fieldNames) {
            if (!members.contains(name)) {
                throw new RefusedException(Problem.invalid(List.of(new Fault(
                        "/" + (name.length() > 64 ? name.substring(0, 64) + "…" : name),
                        "an unknown member; there is only " + String.join(", ", members)))));
            }
        }
        return object;
    }
}
