package io.limpid.rule;

import com.google.common.collect.Maps;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import io.limpid.text.Post;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The facts that a condition may read, with their types, and their values for a post. */
public final class Facts {
    /** The fact that must be asked of the language identifier rather than of the post. */
    public static final String LANGUAGE = "language";
    /** The length of the post's texts, in code points. */
    public static final String LENGTH = "text.length";
    /** Code points that a condition reads of a text, or of all names and values of a map together. */
    public static final int MAX_SIZE = 4_096;

    private record Fact(CelType type, Function<Post, @Nullable Object> value) {}

    private static final Map<String, Fact> ALL = new LinkedHashMap<>();

    static {
        ALL.put(
                "author.id",
                new Fact(
                        SimpleType.STRING,
                        post -> post.author() == null ? null : post.author().id()));
        ALL.put(
                "author.age_days",
                new Fact(
                        SimpleType.INT,
                        post -> post.author() == null
                                ? null
                                : toLong(post.author().ageDays())));
        ALL.put(
                "author.post_count",
                new Fact(
                        SimpleType.INT,
                        post -> post.author() == null
                                ? null
                                : toLong(post.author().postCount())));
        ALL.put(
                "author.trusted",
                new Fact(
                        SimpleType.BOOL,
                        post -> post.author() == null ? null : post.author().trusted()));
        ALL.put(
                "context.reply_to",
                new Fact(
                        SimpleType.STRING,
                        post -> post.context() == null ? null : post.context().replyTo()));
        ALL.put(
                "context.territory",
                new Fact(
                        SimpleType.STRING,
                        post -> post.context() == null ? null : post.context().territory()));
        ALL.put(
                "context.attributes",
                new Fact(
                        MapType.create(SimpleType.STRING, SimpleType.STRING),
                        post -> post.context() == null
                                ? Map.of()
                                : post.context().attributes()));
        ALL.put("surface", new Fact(SimpleType.STRING, Post::surface));
        ALL.put(LANGUAGE, new Fact(SimpleType.STRING, post -> null));
        ALL.put(LENGTH, new Fact(SimpleType.INT, post -> (long) post.length()));
    }

    private Facts() {}

    private static @Nullable Long toLong(@Nullable Integer value) {
        return value == null ? null : Long.valueOf(value);
    }

    /** Type by name, in the order in which they are documented. */
    static Map<String, CelType> schema() {
        return Collections.unmodifiableMap(Maps.transformValues(ALL, Fact::type));
    }

    /** What the facts that are numbers can be, by name. */
    static Map<String, ConditionLint.Range> ranges() {
        return ALL.entrySet().stream()
                .filter(fact -> fact.getValue().type().equals(SimpleType.INT))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, fact -> new ConditionLint.Range(0, Integer.MAX_VALUE, true)));
    }

    /** The names of all facts, in the order in which they are documented. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(ALL.keySet());
    }

    /** Whether there is a fact of this name. */
    public static boolean has(String name) {
        return ALL.containsKey(name);
    }

    /** Whether values of this fact are texts. */
    public static boolean isText(String name) {
        Fact fact = ALL.get(name);
        return fact != null && fact.type().equals(SimpleType.STRING);
    }

    /** Whether values of this fact differ in size: texts and maps do, numbers and truth values do not. */
    static boolean hasSize(String name) {
        Fact fact = ALL.get(name);
        return fact != null && (fact.type() instanceof MapType || fact.type().equals(SimpleType.STRING));
    }

    /** Whether a value is larger than {@link #MAX_SIZE}. */
    static boolean isTooLarge(Object value) {
        if (value instanceof Map<?, ?> map) {
            long size = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                size += size(entry.getKey()) + size(entry.getValue());
            }
            return size > MAX_SIZE;
        }
        return size(value) > MAX_SIZE;
    }

    private static int size(Object value) {
        return value instanceof String text ? text.codePointCount(0, text.length()) : 1;
    }

    /** Value of a fact other than {@link #LANGUAGE}: a String, Long, Boolean or Map; empty when the post lacks it. */
    public static Optional<Object> of(Post post, String name) {
        Fact fact = ALL.get(name);
        if (fact == null) {
            throw new IllegalArgumentException("no such fact: " + name);
        }
        return Optional.ofNullable(fact.value().apply(post));
    }
}
