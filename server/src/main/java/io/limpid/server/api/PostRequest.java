package io.limpid.server.api;

import io.limpid.Case;
import io.limpid.Surroundings;
import io.limpid.rule.Audience;
import io.limpid.text.Post;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to decide one post, as {@code POST /v1/moderate} and {@code limpid check} take it.
 *
 * @param post what is to be decided on
 * @param explain whom the explanations speak to; {@link Audience#PUBLIC} unless asked otherwise
 * @param dryRun whether nothing is logged, so that nothing may be acted on
 * @param store what of the text stays at rest
 * @param includeShadow whether the answer tells rules that matched and are published in shadow only
 * @param everyScore whether every model is asked, so that no score is missing because the decision could do without it
 */
public record PostRequest(
        Post post, Audience explain, boolean dryRun, Store store, boolean includeShadow, boolean everyScore) {
    /** A body may have this many bytes. */
    public static final int MAX_BYTES = 1 << 20;

    /** The fields of a post may hold this many code points together. */
    public static final int MAX_CODE_POINTS = 100_000;

    /** An id of a post, an author or an account, and a name that the platform gives, may have this many code points. */
    public static final int MAX_NAME = 256;

    /** A post may have this many fields. */
    public static final int MAX_FIELDS = 32;

    /** What of a post's text stays at rest. */
    public enum Store {
        /** Text and quotes, encrypted, until they are erased. */
        FULL,
        /** Salted digests only. */
        DIGEST;

        /** The name in requests, such as {@code digest}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Store> parse(String id) {
            return Arrays.stream(values())
                    .filter(store -> store.id().equals(id))
                    .findFirst();
        }
    }

    /** What is to be decided. */
    public Case toCase(Surroundings surroundings) {
        return new Case(post, surroundings, everyScore);
    }

    /** A post of which nothing is known but its text, from a client that expects scores. */
    static PostRequest scored(Map<String, String> fields, @Nullable String language, Store store) {
        return new PostRequest(
                new Post(null, fields, language, null, null, null, null), Audience.PUBLIC, false, store, false, true);
    }

    /**
     * Reads a request.
     *
     * @param body JSON in UTF-8
     * @throws RefusedException with everything that is wrong with it
     */
    public static PostRequest read(byte[] body) throws RefusedException {
        return RequestReader.read(body);
    }

    /**
     * Reads a request that is one line of many.
     *
     * @throws RefusedException with everything that is wrong with it
     */
    public static PostRequest read(LineReader.Line line) throws RefusedException {
        if (line.tooLong()) {
            throw new RefusedException(
                    Problem.tooLarge(List.of(new Problem.Fault("", "the line has more than " + MAX_BYTES + " bytes"))));
        }
        return read(line.bytes());
    }
}
