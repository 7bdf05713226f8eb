package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.api.PostRequest.Store;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** Reads a request of OpenAI's moderation endpoint. Not thread-safe. */
final class OpenAiRequest {
    /** A request may have this many texts. */
    static final int MAX_INPUTS = 100;

    /** {@code user} is taken because clients send it along, and not used. */
    private static final List<String> MEMBERS = List.of("input", "model", "user");

    private static final List<String> PART = List.of("type", "text");

    private final RequestReader reader = new RequestReader();

    private OpenAiRequest() {}

    /**
     * The posts that a request asks about, each of which gets a result.
     *
     * @param body JSON in UTF-8
     * @throws RefusedException with everything that is wrong with it
     */
    static List<PostRequest> read(byte[] body) throws RefusedException {
        return new OpenAiRequest().posts(RequestReader.tree(body));
    }

    private List<PostRequest> posts(JsonNode root) throws RefusedException {
        reader.members(root, MEMBERS);
        reader.string(root, "", "model");
        reader.string(root, "", "user");
        JsonNode input = root.path("input");
        List<Map<String, String>> posts = new ArrayList<>();
        if (input.isTextual()) {
            posts.add(text(Post.TEXT, input, "/input"));
        } else if (isArrayOf(input, JsonNode::isTextual)) {
            for (int i = 0; i < input.size(); i++) {
                posts.add(text(Post.TEXT, input.get(i), "/input/" + i));
            }
        } else if (isArrayOf(input, JsonNode::isObject)) {
            posts.add(parts(input));
        } else if (!input.isArray() || input.size() <= MAX_INPUTS) {
            reader.fault(
                    "/input",
                    "is a string, an array of strings, or an array of objects {\"type\": \"text\", \"text\": …}");
        }
        if (input.size() > MAX_INPUTS) {
            reader.fault("/input", "has " + input.size() + " elements; " + MAX_INPUTS + " are allowed");
        }
        reader.check();
        List<PostRequest> requests = new ArrayList<>();
        for (int i = 0; i < posts.size(); i++) {
            String at = isArrayOf(input, JsonNode::isTextual) ? "/input/" + i : "/input";
            requests.add(PostRequest.scored(RequestReader.checkSize(posts.get(i), at), null, Store.FULL));
        }
        return requests;
    }

    private static boolean isArrayOf(JsonNode input, Predicate<JsonNode> kind) {
        return input.isArray()
                && !input.isEmpty()
                && input.size() <= MAX_INPUTS
                && StreamSupport.stream(input.spliterator(), false).allMatch(kind);
    }

    /** Parts are of one post, as with OpenAI, where text and image are judged together. */
    private Map<String, String> parts(JsonNode input) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (input.size() > PostRequest.MAX_FIELDS) {
            reader.fault("/input", "has " + input.size() + " parts; " + PostRequest.MAX_FIELDS + " are allowed");
            return fields;
        }
        for (int i = 0; i < input.size(); i++) {
            String at = "/input/" + i;
            JsonNode part = input.get(i);
            String type = reader.string(part, at, "type");
            if (type == null) {
                reader.fault(at + "/type", "is \"text\"");
            } else if (!type.equals("text")) {
                reader.fault(
                        at + "/type",
                        "\"" + RequestReader.brief(type) + "\" is not supported; only text is looked at: \"text\"");
            } else {
                reader.unknown(part, at, PART);
                fields.putAll(text(input.size() == 1 ? Post.TEXT : "part_" + i, part.path("text"), at + "/text"));
            }
        }
        return fields;
    }

    private Map<String, String> text(String field, JsonNode value, String at) {
        if (!value.isTextual()) {
            reader.fault(at, "not a string");
        } else if (value.textValue().isEmpty()) {
            reader.fault(at, "the text is empty");
        } else if (reader.isUnicode(value.textValue(), at)) {
            return Map.of(field, value.textValue());
        }
        return Map.of();
    }
}
