package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.api.PostRequest.Store;
import io.limpid.server.api.Problem.Fault;
import io.limpid.text.Language;
import io.limpid.text.LanguageIdentifier;
import io.limpid.text.Post;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request of a Perspective client.
 *
 * @param post the comment
 * @param thresholds by attribute that was asked for: the score, in [0, 1], below which it is not told
 * @param spans whether sentences are scored each by itself
 * @param languages by which the attributes were chosen: the declared ones, else the detected one, else none
 * @param detected what the text itself says
 * @param clientToken to be sent back; null if there is none
 */
record PerspectiveRequest(
        PostRequest post,
        Map<PerspectiveAttribute, BigDecimal> thresholds,
        boolean spans,
        List<Language> languages,
        Language detected,
        @Nullable String clientToken) {
    PerspectiveRequest {
        languages = List.copyOf(languages);
    }

    /** The comment itself. */
    String text() {
        return post.post().fields().getOrDefault(Post.TEXT, "");
    }

    /**
     * Reads a request.
     *
     * @param body JSON in UTF-8
     * @throws RefusedException with what is wrong with it
     */
    static PerspectiveRequest read(byte[] body) throws RefusedException {
        return new Reader().request(RequestReader.tree(body));
    }

    /** Not thread-safe. */
    private static final class Reader {
        private static final List<String> MEMBERS = List.of(
                "comment",
                "context",
                "requestedAttributes",
                "spanAnnotations",
                "languages",
                "doNotStore",
                "dropUnsupportedAttributes",
                "clientToken",
                "sessionId",
                "communityId");
        private static final List<String> COMMENT = List.of("text", "type");
        private static final List<String> CONTEXT = List.of("entries", "articleAndParentComment");
        private static final List<String> ATTRIBUTE = List.of("scoreType", "scoreThreshold");
        private static final int MAX_LANGUAGES = 8;

        private final RequestReader reader = new RequestReader();

        PerspectiveRequest request(JsonNode root) throws RefusedException {
            reader.members(root, MEMBERS);
            JsonNode comment = reader.object(root, "", "comment", COMMENT);
            String text = reader.string(comment, "/comment", "text");
            oneOf(comment, "/comment", "type", List.of("PLAIN_TEXT", "TEXT_TYPE_UNSPECIFIED"));
            reader.object(root, "", "context", CONTEXT);
            Map<PerspectiveAttribute, BigDecimal> thresholds = thresholds(root);
            boolean spans = is(root, "spanAnnotations");
            Store store = is(root, "doNotStore") ? Store.DIGEST : Store.FULL;
            boolean drop = is(root, "dropUnsupportedAttributes");
            List<Language> declared = declared(root.path("languages"));
            String clientToken = reader.string(root, "", "clientToken");
            reader.string(root, "", "sessionId");
            reader.string(root, "", "communityId");
            reader.check();
            if (text == null || text.isEmpty()) {
                throw new RefusedException(
                        Problem.comment("comment-empty", new Fault("/comment/text", "the comment is empty")));
            }
            if (text.codePointCount(0, text.length()) > PostRequest.MAX_CODE_POINTS) {
                throw new RefusedException(Problem.comment(
                        "comment-too-long",
                        new Fault(
                                "/comment/text",
                                "the comment has more than " + PostRequest.MAX_CODE_POINTS + " code points")));
            }
            if (thresholds.isEmpty()) {
                throw new RefusedException(Problem.comment(
                        "no-requested-attributes",
                        new Fault(
                                "/requestedAttributes",
                                "no attribute is asked for; there are " + PerspectiveAttribute.offered())));
            }
            Language detected = LanguageIdentifier.identify(Post.of(text));
            List<Language> languages = declared;
            if (declared.isEmpty() && detected.isKnown()) {
                languages = List.of(detected);
            }
            Optional<Language> foreign = languages.stream()
                    .filter(language -> !PerspectiveAttribute.supports(language))
                    .findFirst();
            if (foreign.isPresent()) {
                if (!drop) {
                    throw new RefusedException(foreign(
                            foreign.get(), thresholds.keySet().iterator().next()));
                }
                thresholds.clear();
            }
            return new PerspectiveRequest(
                    PostRequest.scored(
                            Map.of(Post.TEXT, text),
                            declared.size() == 1 ? declared.get(0).tag() : null,
                            store),
                    thresholds,
                    spans,
                    languages,
                    detected,
                    clientToken);
        }

        private static Problem foreign(Language language, PerspectiveAttribute attribute) {
            return Problem.comment(
                    "language-not-supported-by-attribute",
                    new Fault(
                            "/requestedAttributes/" + attribute.attribute(),
                            "the models promise nothing for the language " + language.tag()
                                    + (language.source() == Language.Source.DECLARED
                                            ? ""
                                            : ", which the comment seems to be in; if it is not, say so in languages")
                                    + ". They are for English and Chinese"));
        }

        private Map<PerspectiveAttribute, BigDecimal> thresholds(JsonNode root) {
            Map<PerspectiveAttribute, BigDecimal> thresholds = new LinkedHashMap<>();
            JsonNode requested = root.path("requestedAttributes");
            if (!requested.isObject()) {
                if (RequestReader.isGiven(requested)) {
                    reader.fault("/requestedAttributes", "not an object");
                }
                return thresholds;
            }
            for (Map.Entry<String, JsonNode> one : requested.properties()) {
                String at = "/requestedAttributes/" + RequestReader.escaped(one.getKey());
                JsonNode parameters = reader.object(requested, "/requestedAttributes", one.getKey(), ATTRIBUTE);
                oneOf(parameters, at, "scoreType", List.of("PROBABILITY", "SCORE_TYPE_UNSPECIFIED"));
                BigDecimal threshold = threshold(parameters.path("scoreThreshold"), at + "/scoreThreshold");
                Optional<PerspectiveAttribute> attribute = PerspectiveAttribute.find(one.getKey());
                if (attribute.isEmpty()) {
                    reader.fault(
                            at,
                            "there is no attribute " + RequestReader.brief(one.getKey()) + "; there are "
                                    + PerspectiveAttribute.offered());
                } else if (attribute.get().score() == null) {
                    reader.fault(
                            at,
                            one.getKey() + " has no score here: "
                                    + attribute.get().note());
                } else {
                    thresholds.put(attribute.get(), threshold);
                }
            }
            return thresholds;
        }

        private BigDecimal threshold(JsonNode value, String at) {
            if (value.isNumber()
                    && value.decimalValue().signum() >= 0
                    && value.decimalValue().compareTo(BigDecimal.ONE) <= 0) {
                return value.decimalValue();
            }
            if (RequestReader.isGiven(value)) {
                reader.fault(at, "not a number from 0 to 1");
            }
            return BigDecimal.ZERO;
        }

        private List<Language> declared(JsonNode languages) {
            List<Language> declared = new ArrayList<>();
            if (RequestReader.isGiven(languages) && (!languages.isArray() || languages.size() > MAX_LANGUAGES)) {
                reader.fault("/languages", "not an array of at most " + MAX_LANGUAGES + " language tags");
                return declared;
            }
            for (int i = 0; i < languages.size(); i++) {
                String tag = languages.get(i).isTextual() ? languages.get(i).textValue() : "";
                if (!RequestReader.isTag(tag)) {
                    reader.fault("/languages/" + i, "not a BCP 47 language tag, such as \"en\" or \"zh-Hant\"");
                } else if (!tag.equalsIgnoreCase(Language.UNDETERMINED.tag())) {
                    declared.add(new Language(Locale.forLanguageTag(tag).toLanguageTag(), Language.Source.DECLARED));
                }
            }
            return declared;
        }

        private boolean is(JsonNode root, String name) {
            return Boolean.TRUE.equals(reader.bool(root, "", name));
        }

        private void oneOf(JsonNode parent, String at, String name, List<String> allowed) {
            String word = reader.string(parent, at, name);
            if (word != null && !allowed.contains(word)) {
                reader.fault(
                        at + "/" + name,
                        "\"" + RequestReader.brief(word) + "\" is not supported; there is " + allowed.get(0));
            }
        }
    }
}
