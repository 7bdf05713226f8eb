package io.limpid.server.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.limpid.rule.Audience;
import io.limpid.rule.Suggestion;
import io.limpid.server.api.PostRequest.Store;
import io.limpid.server.api.Problem.Fault;
import io.limpid.text.Author;
import io.limpid.text.Context;
import io.limpid.text.Post;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads one request and collects what is wrong with it. Not thread-safe. */
final class RequestReader {
    /** After this many the rest goes untold. */
    static final int MAX_FAULTS = 50;

    private static final int SHOWN = 64;

    private static final List<String> MEMBERS =
            List.of("id", "text", "fields", "language", "surface", "created_at", "author", "context", "options");
    private static final List<String> AUTHOR = List.of("id", "age_days", "post_count", "trusted");
    private static final List<String> CONTEXT = List.of("reply_to", "territory", "attributes");
    private static final List<String> OPTIONS = List.of("explain", "dry_run", "store", "include_shadow");

    private final List<Fault> faults = new ArrayList<>();

    RequestReader() {}

    static PostRequest read(byte[] body) throws RefusedException {
        if (body.length > PostRequest.MAX_BYTES) {
            throw new RefusedException(tooManyBytes());
        }
        return new RequestReader().request(tree(body));
    }

    static Problem tooManyBytes() {
        return Problem.tooLarge(List.of(new Fault("", "the body has more than " + PostRequest.MAX_BYTES + " bytes")));
    }

    /** A body as JSON; missing where it is empty. */
    static JsonNode tree(byte[] body) throws RefusedException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(Problem.unreadable("", "the body is not UTF-8"));
        }
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            try {
                JsonNode root = Json.MAPPER.readTree(parser);
                return root == null ? MissingNode.getInstance() : root;
            } catch (StreamConstraintsException e) {
                boolean deep = parser.getParsingContext().getNestingDepth() >= Json.MAX_DEPTH;
                throw new RefusedException(Problem.unreadable(
                        "",
                        deep
                                ? "the body nests deeper than " + Json.MAX_DEPTH
                                : "the body holds a name or a number that is too long"));
            } catch (JsonProcessingException e) {
                throw new RefusedException(syntax(parser, e));
            } catch (NumberFormatException e) {
                // The library lets the exponents slip through that no number of its own can hold.
                throw new RefusedException(Problem.unreadable("", "the body holds a number that is too large"));
            }
        } catch (IOException e) {
            throw new AssertionError("a string is always there to be read", e);
        }
    }

    private static Problem syntax(JsonParser parser, JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        if (message.startsWith("Duplicate ")) {
            String pointer = shown(parser.getParsingContext().pathAsPointer().toString());
            return Problem.unreadable(pointer, "the member is there a second time");
        }
        String place = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        return Problem.unreadable("", "the body is not JSON" + place);
    }

    private PostRequest request(JsonNode root) throws RefusedException {
        members(root, MEMBERS);
        String id = name(root, "", "id");
        Map<String, String> fields = fields(root);
        String language = name(root, "", "language");
        if (language != null && !isTag(language)) {
            fault("/language", "not a BCP 47 language tag, such as \"en\" or \"zh-Hant\"");
            language = null;
        }
        String surface = string(root, "", "surface");
        if (surface != null && !Post.SURFACES.contains(surface)) {
            fault("/surface", Suggestion.of(brief(surface), List.of("post", "comment", "message", "profile")));
            surface = null;
        }
        Instant createdAt = instant(root);
        Author author = author(root);
        Context context = context(root);
        JsonNode options = object(root, "", "options", OPTIONS);
        Audience explain = choice(options, "explain", Audience::parse, List.of("public", "author", "reviewer"))
                .orElse(Audience.PUBLIC);
        Boolean dryRun = bool(options, "/options", "dry_run");
        Store store = choice(options, "store", Store::parse, List.of("full", "digest"))
                .orElse(Store.FULL);
        Boolean includeShadow = bool(options, "/options", "include_shadow");
        check();
        String only = fields.size() == 1 && fields.containsKey(Post.TEXT) ? "/text" : "/fields";
        return new PostRequest(
                new Post(id, checkSize(fields, only), language, surface, createdAt, author, context),
                explain,
                Boolean.TRUE.equals(dryRun),
                store,
                Boolean.TRUE.equals(includeShadow),
                // A reviewer is told every score, whether the decision needed it or not.
                explain == Audience.REVIEWER);
    }

    /** Checks that a body is an object with these members at most. */
    void members(JsonNode root, List<String> members) throws RefusedException {
        if (!root.isObject()) {
            throw new RefusedException(Problem.unreadable(
                    "", root.isMissingNode() ? "the body is empty" : "the body is not a JSON object"));
        }
        unknown(root, "", members);
    }

    /** Refuses the request if anything is wrong with it so far. */
    void check() throws RefusedException {
        if (!faults.isEmpty()) {
            throw new RefusedException(Problem.invalid(faults));
        }
    }

    private Map<String, String> fields(JsonNode root) {
        Map<String, String> fields = new LinkedHashMap<>();
        boolean text = isGiven(root.path("text"));
        JsonNode several = root.path("fields");
        if (text == isGiven(several)) {
            fault("", text ? "text and fields exclude each other" : "text or fields is required");
        }
        if (text) {
            String value = string(root, "", "text");
            if (value != null) {
                fields.put(Post.TEXT, value);
            }
        }
        if (several.isObject()) {
            if (several.size() > PostRequest.MAX_FIELDS) {
                fault("/fields", "more than " + PostRequest.MAX_FIELDS + " fields");
                return fields;
            }
            for (Map.Entry<String, JsonNode> field : several.properties()) {
                String at = "/fields/" + escaped(field.getKey());
                if (isName(field.getKey(), at) && field.getValue().isTextual()) {
                    if (isUnicode(field.getValue().textValue(), at)) {
                        fields.put(field.getKey(), field.getValue().textValue());
                    }
                } else if (!field.getValue().isTextual()) {
                    fault(at, "not a string");
                }
            }
        } else if (isGiven(several)) {
            fault("/fields", "not an object of strings");
        }
        if (faults.isEmpty() && fields.values().stream().allMatch(String::isEmpty)) {
            fault(text ? "/text" : "/fields", "the post is empty");
        }
        return fields;
    }

    /** The fields of a post, if they are not too long together; {@code at} says where they stand in the request. */
    static Map<String, String> checkSize(Map<String, String> fields, String at) throws RefusedException {
        long length = 0;
        for (String value : fields.values()) {
            length += value.codePointCount(0, value.length());
        }
        if (length > PostRequest.MAX_CODE_POINTS) {
            throw new RefusedException(Problem.tooLarge(List.of(new Fault(
                    at, "the text has " + length + " code points; " + PostRequest.MAX_CODE_POINTS + " are allowed"))));
        }
        return fields;
    }

    private @Nullable Author author(JsonNode root) {
        JsonNode author = object(root, "", "author", AUTHOR);
        if (!author.isObject()) {
            return null;
        }
        return new Author(
                name(author, "/author", "id"),
                count(author, "age_days"),
                count(author, "post_count"),
                bool(author, "/author", "trusted"));
    }

    private @Nullable Context context(JsonNode root) {
        JsonNode context = object(root, "", "context", CONTEXT);
        if (!context.isObject()) {
            return null;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        JsonNode given = context.path("attributes");
        if (given.isObject()) {
            for (Map.Entry<String, JsonNode> attribute : given.properties()) {
                String at = "/context/attributes/" + escaped(attribute.getKey());
                JsonNode value = attribute.getValue();
                if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
                    fault(at, "not a string, number or boolean");
                } else if (isName(attribute.getKey(), at) && isUnicode(value.asText(), at)) {
                    attributes.put(attribute.getKey(), value.asText());
                }
            }
        } else if (isGiven(given)) {
            fault("/context/attributes", "not an object");
        }
        return new Context(name(context, "/context", "reply_to"), name(context, "/context", "territory"), attributes);
    }

    private @Nullable Instant instant(JsonNode root) {
        String text = string(root, "", "created_at");
        if (text == null) {
            return null;
        }
        try {
            if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
                return Instant.parse(text);
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        fault("/created_at", "not an RFC 3339 time, such as 2026-11-23T10:00:00.000Z");
        return null;
    }

    static boolean isTag(String language) {
        try {
            return Post.of(" ").withLanguage(language).language() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A member that is an object; missing where it is not there, or is not one. */
    JsonNode object(JsonNode parent, String at, String name, List<String> members) {
        JsonNode value = parent.path(name);
        if (value.isObject()) {
            unknown(value, at + "/" + name, members);
            return value;
        }
        if (isGiven(value)) {
            fault(at + "/" + name, "not an object");
        }
        return MissingNode.getInstance();
    }

    @Nullable
    String string(JsonNode parent, String at, String name) {
        JsonNode value = parent.path(name);
        if (value.isTextual()) {
            return isUnicode(value.textValue(), at + "/" + name) ? value.textValue() : null;
        }
        if (isGiven(value)) {
            fault(at + "/" + name, "not a string");
        }
        return null;
    }

    private @Nullable String name(JsonNode parent, String at, String name) {
        String value = string(parent, at, name);
        return value != null && isName(value, at + "/" + name) ? value : null;
    }

    /** Names are kept with each piece of evidence and each recent post, so they have to be short. */
    private boolean isName(String text, String at) {
        if (!isUnicode(text, at)) {
            return false;
        }
        int length = text.codePointCount(0, text.length());
        if (length > PostRequest.MAX_NAME) {
            fault(at, length + " code points long; " + PostRequest.MAX_NAME + " are allowed for a name or an id");
            return false;
        }
        return true;
    }

    @Nullable
    Boolean bool(JsonNode parent, String at, String name) {
        return value(parent, at, name, JsonNode::isBoolean, JsonNode::booleanValue, "not true or false");
    }

    private @Nullable Integer count(JsonNode author, String name) {
        return value(
                author,
                "/author",
                name,
                node -> node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0,
                JsonNode::intValue,
                "not a whole number from 0 to " + Integer.MAX_VALUE);
    }

    private <T> @Nullable T value(
            JsonNode parent, String at, String name, Predicate<JsonNode> is, Function<JsonNode, T> as, String problem) {
        JsonNode value = parent.path(name);
        if (is.test(value)) {
            return as.apply(value);
        }
        if (isGiven(value)) {
            fault(at + "/" + name, problem);
        }
        return null;
    }

    private <T> Optional<T> choice(
            JsonNode options, String name, Function<String, Optional<T>> parse, List<String> allowed) {
        String word = string(options, "/options", name);
        if (word == null) {
            return Optional.empty();
        }
        Optional<T> value = parse.apply(word);
        if (value.isEmpty()) {
            fault("/options/" + name, Suggestion.of(brief(word), allowed));
        }
        return value;
    }

    /** Serialisers write null for what is not there; it counts as left out. */
    static boolean isGiven(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    void unknown(JsonNode object, String at, List<String> members) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!members.contains(member.getKey())) {
                fault(
                        at + "/" + escaped(member.getKey()),
                        "an unknown field; " + Suggestion.of(brief(member.getKey()), members));
            }
        }
    }

    boolean isUnicode(String text, String at) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    fault(at, "a lone surrogate at UTF-16 offset " + i + "; it is no character");
                    return false;
                }
            }
        }
        return true;
    }

    void fault(String pointer, String detail) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(new Fault(shown(pointer), detail));
        }
    }

    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    static String brief(String word) {
        return word.length() <= SHOWN ? word : word.substring(0, SHOWN);
    }

    /** What a caller sent, fit to be shown: not longer than a line or two, and without halves of characters. */
    private static String shown(String pointer) {
        String start = pointer.length() <= 4 * SHOWN ? pointer : pointer.substring(0, 4 * SHOWN) + "…";
        return new String(start.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
    }
}
