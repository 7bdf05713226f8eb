package io.limpid.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalJsonTest {
    @Test
    void sorts_keys_by_utf_16_units_as_in_rfc_8785() {
        // The example of RFC 8785, section 3.2.3: the emoji's surrogates sort before U+FB33.
        var object = new LinkedHashMap<String, Object>();
        object.put("\u20ac", "Euro Sign");
        object.put("\r", "Carriage Return");
        object.put("\ufb33", "Hebrew Letter Dalet With Dagesh");
        object.put("1", "One");
        object.put("\ud83d\ude00", "Emoji: Grinning Face");
        object.put("\u0080", "Control");
        object.put("\u00f6", "Latin Small Letter O With Diaeresis");

        assertThat(CanonicalJson.decode(CanonicalJson.encode(object)).values())
                .containsExactly(
                        "Carriage Return",
                        "One",
                        "Control",
                        "Latin Small Letter O With Diaeresis",
                        "Euro Sign",
                        "Emoji: Grinning Face",
                        "Hebrew Letter Dalet With Dagesh");
    }

    @Test
    void escapes_only_what_rfc_8785_escapes() {
        assertThat(text(Map.of("k", "\u20ac$\u000f\nA'B\"\\\\\"/\b\t\f\r\u007f\u2028")))
                .isEqualTo("{\"k\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\\r\u007f\u2028\"}");
    }

    @Test
    void writes_each_kind_of_value_in_its_one_form() {
        assertThat(text(Map.of("a", List.of(1, -2L, true, false, "", List.of(), Map.of()))))
                .isEqualTo("{\"a\":[1,-2,true,false,\"\",[],{}]}");
    }

    @Test
    void takes_integers_up_to_two_to_the_53() {
        long largest = (1L << 53) - 1;

        assertThat(text(Map.of("n", largest))).isEqualTo("{\"n\":9007199254740991}");
        assertThat(text(Map.of("n", -largest))).isEqualTo("{\"n\":-9007199254740991}");
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of("n", largest + 1))).hasMessageContaining("2^53");
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of("n", Long.MIN_VALUE)))
                .hasMessageContaining("2^53");
    }

    @Test
    void refuses_what_has_no_one_form() {
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of("n", 1.5))).hasMessageContaining("Double");
        assertThatThrownBy(() -> CanonicalJson.encode(Collections.singletonMap("n", null)))
                .hasMessageContaining("null");
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of("n", 'c'))).hasMessageContaining("Character");
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of("n", Map.of(1, 2))))
                .hasMessageContaining("key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "\ud800a", "a\udc00\ud800", "\ud83d\ud83d\ude00"})
    void refuses_a_lone_surrogate_in_value_and_key(String lone) {
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of("k", lone))).hasMessageContaining("surrogate");
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of(lone, 1))).hasMessageContaining("surrogate");
    }

    @Test
    void refuses_to_nest_without_end() {
        Map<String, Object> object = Map.of();
        for (int i = 1; i < CanonicalJson.MAX_DEPTH; i++) {
            object = Map.of("o", object);
        }
        Map<String, Object> deepest = object;

        assertThat(CanonicalJson.decode(CanonicalJson.encode(deepest))).isEqualTo(deepest);
        assertThatThrownBy(() -> CanonicalJson.encode(Map.of("o", deepest))).hasMessageContaining("deeper");
        byte[] brackets = ("{\"a\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> CanonicalJson.decode(brackets)).hasMessageContaining("deeper");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "1",
                "{}x",
                "{} ",
                " {}",
                "{\"a\": 1}",
                "{\"b\":1,\"a\":2}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":01}",
                "{\"a\":-0}",
                "{\"a\":+1}",
                "{\"a\":-}",
                "{\"a\":1.0}",
                "{\"a\":1e3}",
                "{\"a\":9007199254740992}",
                "{\"a\":99999999999999999999999}",
                "{\"a\":null}",
                "{\"a\":tru}",
                "{\"a\":\"\\/\"}",
                "{\"a\":\"\\u0041\"}",
                "{\"a\":\"\\u000F\"}",
                "{\"a\":\"\\u000a\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"",
                "{\"a\":[1,]}",
                "{\"a\":1,}",
                "{a:1}"
            })
    void refuses_to_decode_anything_but_the_canonical_form(String json) {
        assertThatThrownBy(() -> CanonicalJson.decode(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refuses_to_decode_what_is_not_utf_8() {
        assertThatThrownBy(
                        () -> CanonicalJson.decode(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'}))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void decodes_to_what_was_encoded_and_encodes_to_the_same_bytes() {
        Samples.check(2000, random -> {
            Map<String, Object> object = object(random, 4);

            byte[] bytes = CanonicalJson.encode(object);

            assertThat(CanonicalJson.decode(bytes)).isEqualTo(object);
            assertThat(CanonicalJson.encode(CanonicalJson.decode(bytes))).isEqualTo(bytes);
            assertThat(CanonicalJson.encode(shuffled(object, random))).isEqualTo(bytes);
        });
    }

    @Test
    void agrees_with_a_general_parser() {
        var jackson = new JsonMapper();
        Samples.check(500, random -> {
            Map<String, Object> object = object(random, 4);
            try {
                assertThat(jackson.readTree(CanonicalJson.encode(object)))
                        .isEqualTo(jackson.readTree(jackson.writeValueAsBytes(object)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void survives_any_bytes() {
        byte[] whole =
                text(Map.of("a", List.of(1, "x\n", true), "b", Map.of("c", -7))).getBytes(StandardCharsets.UTF_8);
        Samples.check(5000, random -> {
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(CanonicalJson.encode(CanonicalJson.decode(bytes))).isEqualTo(bytes);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageNotContaining("java.");
            }
        });
    }

    private static String text(Map<String, ?> object) {
        return new String(CanonicalJson.encode(object), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> object(Random random, int depth) {
        var object = new HashMap<String, Object>();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.put(string(random), value(random, depth - 1));
        }
        return object;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> random.nextBoolean();
            case 1 -> random.nextLong() >> (11 + random.nextInt(53));
            case 2, 3 -> string(random);
            case 4 -> object(random, depth);
            default -> {
                var list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
        };
    }

    private static String string(Random random) {
        var string = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int point = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(0x20);
                case 1 -> "\"\\/ab\u007f".charAt(random.nextInt(6));
                case 2 -> random.nextInt(0xd800);
                default -> 0xe000 + random.nextInt(0x110000 - 0xe000);
            };
            string.appendCodePoint(point);
        }
        return string.toString();
    }

    private static Map<String, Object> shuffled(Map<String, Object> object, Random random) {
        var keys = new ArrayList<>(object.keySet());
        Collections.shuffle(keys, random);
        var shuffled = new LinkedHashMap<String, Object>();
        keys.forEach(key -> shuffled.put(key, object.get(key)));
        return shuffled;
    }
}
