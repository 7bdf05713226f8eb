package io.limpid.server.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one byte form of a record: RFC 8785 (JSON Canonicalization Scheme) without its hard parts.
 *
 * <p>Objects with string keys, arrays, strings, booleans and integers of magnitude below 2<sup>53</sup>; keys are sorted by
 * UTF-16 code units; no white space; strings escape only what JSON demands. Floats and nulls are refused, because their
 * canonical form invites disagreement, and so are lone surrogates, which have no UTF-8 form: known implementations
 * fold them to {@code ?} and so give two values one form. Within these limits two values are equal exactly when their
 * bytes are.
 *
 * <p>Stateless; safe for many threads.
 */
public final class CanonicalJson {
    /** The first integer that is refused, 2<sup>53</sup>: from here on a double cannot tell neighbours apart. */
    public static final long INTEGER_LIMIT = 1L << 53;

    /** How deep objects and arrays may nest. */
    public static final int MAX_DEPTH = 64;

    private CanonicalJson() {}

    /**
     * The canonical UTF-8 bytes of an object.
     *
     * @param object string keys; values are strings, booleans, {@code Byte} to {@code Long}, maps and collections of these
     * @throws IllegalArgumentException if it holds anything else, or nests deeper than {@link #MAX_DEPTH}
     */
    public static byte[] encode(Map<String, ?> object) {
        var out = new StringBuilder(1024);
        writeObject(out, object, 1);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The object that {@link #encode} made these bytes of: maps in key order, lists, strings, booleans, {@code Long}s.
     *
     * @throws IllegalArgumentException if the bytes are not the canonical form of an object
     */
    public static Map<String, Object> decode(byte[] bytes) {
        var object = new Parser(text(bytes)).object();
        if (!Arrays.equals(encode(object), bytes)) {
            throw new IllegalArgumentException("JSON, but not in canonical form");
        }
        return object;
    }

    private static void write(StringBuilder out, @Nullable Object value, int depth) {
        if (value instanceof String string) {
            writeString(out, string);
        } else if (value instanceof Boolean bool) {
            out.append(bool.booleanValue());
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            writeInteger(out, ((Number) value).longValue());
        } else if (value instanceof Map<?, ?> map) {
            writeObject(out, map, depth + 1);
        } else if (value instanceof Collection<?> items) {
            writeArray(out, items, depth + 1);
        } else {
            throw new IllegalArgumentException("no canonical form for "
                    + (value == null ? "null" : value.getClass().getSimpleName()));
        }
    }

    private static void writeObject(StringBuilder out, Map<?, ?> map, int depth) {
        checkDepth(depth);
        var keys = new String[map.size()];
        int count = 0;
        for (Object key : map.keySet()) {
            if (!(key instanceof String name)) {
                throw new IllegalArgumentException("a key is not a string");
            }
            keys[count++] = name;
        }
        // String order is the order of UTF-16 code units, as RFC 8785 section 3.2.3 asks.
        Arrays.sort(keys);
        out.append('{');
        for (int i = 0; i < keys.length; i++) {
            if (i > 0) {
                out.append(',');
            }
            writeString(out, keys[i]);
            out.append(':');
            write(out, map.get(keys[i]), depth);
        }
        out.append('}');
    }

    private static void writeArray(StringBuilder out, Collection<?> items, int depth) {
        checkDepth(depth);
        out.append('[');
        boolean first = true;
        for (Object item : items) {
            if (!first) {
                out.append(',');
            }
            first = false;
            write(out, item, depth);
        }
        out.append(']');
    }

    private static void writeInteger(StringBuilder out, long value) {
        checkInteger(value);
        out.append(value);
    }

    private static void writeString(StringBuilder out, String string) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        if (Character.isSurrogate(c) && !isPaired(string, i)) {
                            throw new IllegalArgumentException("a string holds a lone surrogate");
                        }
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Whether a text has no UTF-8 form. */
    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i)) && !isPaired(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPaired(String string, int i) {
        if (Character.isHighSurrogate(string.charAt(i))) {
            return i + 1 < string.length() && Character.isLowSurrogate(string.charAt(i + 1));
        }
        return i > 0 && Character.isHighSurrogate(string.charAt(i - 1));
    }

    private static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nests deeper than " + MAX_DEPTH);
        }
    }

    private static void checkInteger(long value) {
        if (value >= INTEGER_LIMIT || value <= -INTEGER_LIMIT) {
            throw new IllegalArgumentException("an integer of magnitude 2^53 or more: " + value);
        }
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
    }

    /** Reads the grammar that {@link #encode} writes; what it lets through too freely, the comparison after it refuses. */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Map<String, Object> object() {
            var object = object(1);
            if (at != text.length()) {
                throw bad("more after the end");
            }
            return object;
        }

        private Map<String, Object> object(int depth) {
            checkDepth(depth);
            var object = new LinkedHashMap<String, Object>();
            expect('{');
            if (next('}')) {
                return object;
            }
            do {
                String key = string();
                expect(':');
                object.put(key, value(depth));
            } while (next(','));
            expect('}');
            return object;
        }

        private List<Object> array(int depth) {
            checkDepth(depth);
            var array = new ArrayList<>();
            expect('[');
            if (next(']')) {
                return array;
            }
            do {
                array.add(value(depth));
            } while (next(','));
            expect(']');
            return array;
        }

        private Object value(int depth) {
            return switch (peek()) {
                case '{' -> object(depth + 1);
                case '[' -> array(depth + 1);
                case '"' -> string();
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                default -> integer();
            };
        }

        private Object word(String word, boolean value) {
            if (!text.startsWith(word, at)) {
                throw bad("not a value");
            }
            at += word.length();
            return value;
        }

        private Long integer() {
            int start = at;
            if (peek() == '-') {
                at++;
            }
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            // 2^53 has 16 digits, so that anything longer is refused before it can overflow.
            if (at == start || at - start > 17) {
                throw bad("not a value");
            }
            try {
                long value = Long.parseLong(text, start, at, 10);
                checkInteger(value);
                return value;
            } catch (NumberFormatException e) {
                throw bad("not a value");
            }
        }

        private String string() {
            expect('"');
            var string = new StringBuilder();
            while (true) {
                char c = peek();
                at++;
                if (c == '"') {
                    return string.toString();
                }
                string.append(c == '\\' ? escaped() : c);
            }
        }

        private char escaped() {
            char c = peek();
            at++;
            return switch (c) {
                case '"', '\\' -> c;
                case 'b' -> '\b';
                case 't' -> '\t';
                case 'n' -> '\n';
                case 'f' -> '\f';
                case 'r' -> '\r';
                case 'u' -> hex();
                default -> throw bad("not an escape");
            };
        }

        private char hex() {
            int value = 0;
            for (int i = 0; i < 4; i++) {
                int digit = Character.digit(peek(), 16);
                if (digit < 0) {
                    throw bad("not an escape");
                }
                value = value * 16 + digit;
                at++;
            }
            return (char) value;
        }

        private char peek() {
            if (at >= text.length()) {
                throw bad("ends too early");
            }
            return text.charAt(at);
        }

        private boolean next(char c) {
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char c) {
            if (!next(c)) {
                throw bad("expected " + c);
            }
        }

        private IllegalArgumentException bad(String problem) {
            return new IllegalArgumentException("not canonical JSON at character " + at + ": " + problem);
        }
    }
}
