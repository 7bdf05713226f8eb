package io.limpid.server.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Bodies that no client of good will sends. The same ones each time. */
public final class HostileBodies {
    private static final String SOUND = """
            {"id": "post-8812", "fields": {"title": "Add me on telegram", "body": "加微信 abc1234"}, "language": "zh",\
             "surface": "post", "created_at": "2026-11-23T10:00:00.000Z",\
             "author": {"id": "u-17", "age_days": 3, "post_count": 1, "trusted": false},\
             "context": {"reply_to": "post-8800", "territory": "DE", "attributes": {"room": "market", "size": 1.5}},\
             "options": {"explain": "reviewer", "dry_run": false, "store": "full", "include_shadow": true}}""";

    private static final String[] TOKENS = {
        "\\ud800",
        "\u0000",
        "\"",
        "{",
        "[",
        "1e999",
        "-0",
        "null",
        "\\u0000",
        "NaN",
        "'",
        "\uFEFF",
        "\uD83D\uDE00",
        "//",
        "\\",
        "\"text\":"
    };

    /** Requests with a hole, {@code %}, for any JSON value. */
    private static final String[] PLACES = {
        "%",
        "{\"text\": %}",
        "{\"text\": \"a\", \"id\": %}",
        "{\"fields\": %}",
        "{\"fields\": {\"title\": %, \"body\": \"a\"}}",
        "{\"text\": \"a\", \"language\": %}",
        "{\"text\": \"a\", \"surface\": %}",
        "{\"text\": \"a\", \"created_at\": %}",
        "{\"text\": \"a\", \"author\": %}",
        "{\"text\": \"a\", \"author\": {\"id\": %}}",
        "{\"text\": \"a\", \"author\": {\"age_days\": %}}",
        "{\"text\": \"a\", \"author\": {\"post_count\": %}}",
        "{\"text\": \"a\", \"author\": {\"trusted\": %}}",
        "{\"text\": \"a\", \"context\": %}",
        "{\"text\": \"a\", \"context\": {\"reply_to\": %}}",
        "{\"text\": \"a\", \"context\": {\"territory\": %}}",
        "{\"text\": \"a\", \"context\": {\"attributes\": %}}",
        "{\"text\": \"a\", \"context\": {\"attributes\": {\"room\": %}}}",
        "{\"text\": \"a\", \"options\": %}",
        "{\"text\": \"a\", \"options\": {\"explain\": %}}",
        "{\"text\": \"a\", \"options\": {\"dry_run\": %}}",
        "{\"text\": \"a\", \"options\": {\"store\": %}}"
    };

    /** Requests with a hole for a name. */
    private static final String[] NAMES = {
        "{\"text\": \"a\", %: 1}",
        "{\"fields\": {%: \"add me on telegram\"}}",
        "{\"text\": \"a\", \"context\": {\"attributes\": {%: true}}}",
        "{\"text\": \"a\", \"author\": {%: 1}}"
    };

    private static final String[] VALUES = {
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "\"\"",
        "\" \"",
        "\"x\"",
        "[]",
        "[[]]",
        "[\"a\", 1]",
        "{}",
        "{\"\": {}}",
        "{\"a\": [null]}"
    };

    private static final String[] NUMBERS = {
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "2147483648",
        "1e400",
        "-1e400",
        "1e-400",
        "1E+999999999",
        "1E+2147483648",
        "1E-999999999",
        "1E+2147483640",
        "1E-2147483640",
        "0.1e1",
        "-0",
        "-0.0",
        "4.9e-324",
        "1.7976931348623157e309",
        "9".repeat(1_000),
        "9".repeat(1_001),
        "0." + "0".repeat(5_000) + "1",
        "1e" + "9".repeat(300)
    };

    private static final String[] NOT_JSON = {
        "",
        " ",
        "{",
        "}",
        "[",
        "{]",
        "{\"text\"",
        "{\"text\":",
        "{\"text\": \"",
        "{\"text\": \"a\"",
        "{\"text\": \"a\",}",
        "{\"text\": \"a\"}}",
        "{\"text\": \"a\"} {\"text\": \"b\"}",
        "{\"text\": \"a\"} x",
        "{text: \"a\"}",
        "{'text': 'a'}",
        "{\"text\": 'a'}",
        "{\"text\": \"a\" \"id\": \"b\"}",
        "{\"text\" \"a\"}",
        "{\"text\": undefined}",
        "{\"text\": NaN}",
        "{\"text\": Infinity}",
        "{\"text\": 01}",
        "{\"text\": +1}",
        "{\"text\": .5}",
        "{\"text\": 5.}",
        "{\"text\": 0x10}",
        "{\"text\": \"\\x41\"}",
        "{\"text\": \"\\u12\"}",
        "{\"text\": \"\\u12G4\"}",
        "{\"text\": \"\\\"}",
        "{\"text\": \"a\nb\"}",
        "{\"text\": \"a\u0000b\"}",
        "{\"text\": \"a\u001Fb\"}",
        "{/* */\"text\": \"a\"}",
        "{\"text\": \"a\"} // note",
        "# a comment\n{\"text\": \"a\"}",
        "\uFEFF{\"text\": \"a\"}",
        "\u00A0{\"text\": \"a\"}",
        "<post><text>a</text></post>",
        "text=a&id=b",
        "--boundary\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na\r\n--boundary--",
        "nul",
        "tru",
        "\"text\"",
        "\u0000\u0000\u0000{"
    };

    private HostileBodies() {}

    /**
     * A body, and where it belongs.
     *
     * @param family the kind of malice
     */
    @SuppressWarnings("ArrayRecordComponent") // Nothing compares two bodies.
    public record Body(String family, byte[] bytes) {
        private static Body of(String family, String text) {
            return new Body(family, text.getBytes(StandardCharsets.UTF_8));
        }

        /** The family and how the body begins. */
        @Override
        public String toString() {
            String text = new String(bytes, StandardCharsets.UTF_8);
            return family + ", " + bytes.length + " bytes: " + text.substring(0, Math.min(text.length(), 300));
        }
    }

    /** Thousands of small ones. */
    public static List<Body> small() {
        byte[] sound = SOUND.getBytes(StandardCharsets.UTF_8);
        List<Body> all = new ArrayList<>();
        for (int seed = 0; seed < 1_000; seed++) {
            all.add(new Body("mutated, seed " + seed, mutated(new Random(seed), sound)));
        }
        for (int length = 0; length < sound.length; length++) {
            all.add(new Body("cut off", Arrays.copyOf(sound, length)));
        }
        for (String text : NOT_JSON) {
            all.add(Body.of("not JSON", text));
        }
        notUtf8(all);
        nested(all);
        for (String place : PLACES) {
            for (String value : VALUES) {
                all.add(Body.of("wrong type", filled(place, value)));
            }
            for (String number : NUMBERS) {
                all.add(Body.of("odd number", filled(place, number)));
            }
            all.add(Body.of("duplicate key", doubled(place)));
        }
        for (String text : naughty()) {
            for (String place : PLACES) {
                all.add(Body.of("naughty text", filled(place, quoted(text))));
            }
            for (String name : NAMES) {
                all.add(Body.of("naughty name", filled(name, quoted(text))));
            }
            all.add(Body.of("naughty text, escaped", filled(PLACES[1], escaped(text))));
        }
        return all;
    }

    /** Texts of 100 000 code points, and bodies of a mebibyte. */
    public static List<Body> large() {
        List<Body> all = new ArrayList<>();
        for (String piece : List.of(
                "a",
                "Add me on Telegram: lucky_88 ",
                "Напиши мне в телеграм ",
                "\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064A\u0643\u0645 ",
                "\u05E9\u05DC\u05D5\u05DD \u05E2\u05DC\u05D9\u05DB\u05DD ",
                "\u0928\u092E\u0938\u094D\u0924\u0947 ",
                "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35",
                "안녕하세요 ",
                "こんにちは、ラインを追加して",
                "加微信",
                "\uD83D\uDE00",
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66",
                "e\u0301\u0301",
                "a\u200B\u200D\u2060",
                "\u202Ea\u202C",
                "1",
                "4111 1111 1111 1111 ",
                "1.1.1.1 ",
                "http://a.example/ ",
                "http://",
                "@a.b ",
                "((((",
                "a ",
                "加 ",
                "\n")) {
            String text = piece.repeat(100_000 / piece.codePointCount(0, piece.length()));
            all.add(Body.of("long text of " + escaped(piece), "{\"text\": " + quoted(text) + "}"));
        }
        String links = links();
        all.add(Body.of("many different links", "{\"text\": " + quoted(links) + "}"));
        all.add(Body.of("every letter escaped", "{\"text\": " + escaped("加微信 abc1234 ".repeat(8_000)) + "}"));
        int room = PostRequest.MAX_BYTES - 64;
        all.add(Body.of("open brackets", "[".repeat(room)));
        all.add(Body.of("open objects", "{\"a\":".repeat(room / 5)));
        all.add(Body.of(
                "a deep attribute",
                "{\"text\": \"a\", \"context\": {\"attributes\": {\"a\": " + "[".repeat(room / 2)
                        + "]".repeat(room / 2 - 64) + "}}}"));
        all.add(Body.of("white space", " ".repeat(room) + "{\"text\": \"a\"}"));
        all.add(Body.of("a long name", "{\"" + "n".repeat(room) + "\": 1}"));
        all.add(Body.of("a long number", "{\"text\": " + "7".repeat(room) + "}"));
        all.add(Body.of("a text too long", "{\"text\": \"" + "x".repeat(room) + "\"}"));
        all.add(Body.of("an open text", "{\"text\": \"" + "\\u0041".repeat(room / 6)));
        all.add(Body.of("unknown fields", "{\"text\": \"a\"" + numbered(room, ", \"n%d\": 1") + "}"));
        all.add(Body.of(
                "many attributes",
                "{\"text\": \"a\", \"context\": {\"attributes\": {\"a\": 1" + numbered(room, ", \"n%d\": 1") + "}}}"));
        all.add(Body.of("many fields", "{\"fields\": {\"a\": \"a\"" + numbered(room, ", \"n%d\": \"a\"") + "}}"));
        all.add(Body.of("one key many times", "{\"text\": \"a\"" + ", \"text\": \"a\"".repeat(room / 13 - 2) + "}"));
        return all;
    }

    /** A body with some bytes changed, doubled or dropped, or a piece of it replaced by a token that parsers trip over. */
    public static byte[] mutated(Random random, byte[] body) {
        byte[] mutant = body;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = random.nextInt(mutant.length);
            int to = Math.min(mutant.length, from + random.nextInt(12));
            byte[] middle = random.nextBoolean()
                    ? TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8)
                    : new byte[] {(byte) random.nextInt(256)};
            byte[] next = new byte[from + middle.length + mutant.length - to];
            System.arraycopy(mutant, 0, next, 0, from);
            System.arraycopy(middle, 0, next, from, middle.length);
            System.arraycopy(mutant, to, next, from + middle.length, mutant.length - to);
            mutant = next;
        }
        return mutant;
    }

    /** A Latin text, overlong forms, surrogates in UTF-8, beyond Unicode, cut in a letter, and UTF-16 and UTF-32. */
    private static void notUtf8(List<Body> all) {
        int[][] wrong = {
            {0xE9},
            {0xC0, 0xAF},
            {0xE0, 0x80, 0xAF},
            {0xED, 0xA0, 0x80},
            {0xF4, 0x90, 0x80, 0x80},
            {0xE5, 0x8A},
            {0xFF},
            {0x80}
        };
        for (int[] bytes : wrong) {
            byte[] body = "{\"text\": \"hello ____ world\"}".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                body[16 + i] = (byte) bytes[i];
            }
            all.add(new Body("not UTF-8", body));
        }
        all.add(new Body("UTF-16", SOUND.getBytes(StandardCharsets.UTF_16)));
        all.add(new Body("UTF-16 from its low byte", SOUND.getBytes(StandardCharsets.UTF_16LE)));
        all.add(new Body("ISO 8859-1", "{\"text\": \"caf\u00E9\"}".getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static void nested(List<Body> all) {
        for (int depth : new int[] {1, 2, 3, 10, 32, 33, 63, 64, 65, 100, 500, 999, 1_000, 1_001, 5_000, 20_000}) {
            String array = "[".repeat(depth) + "]".repeat(depth);
            String object = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
            String both = "[{\"a\":".repeat(depth) + "1" + "}]".repeat(depth);
            for (String value : List.of(array, object, both, "[".repeat(depth), "{\"a\":".repeat(depth))) {
                for (int place : new int[] {0, 1, 3, 16, 17}) {
                    all.add(Body.of("nested " + depth, filled(PLACES[place], value)));
                }
            }
        }
    }

    /** Texts that programs trip over, in what people type, in what machines read, and in how either is shown. */
    private static List<String> naughty() {
        return List.of(
                "",
                " ",
                "\t\r\n",
                "\u0000",
                "a\u0000b",
                "\u0001\u001B[31m\u007F\u0085",
                "\uFEFF",
                "\uFFFE\uFFFF",
                "\uFFFD\uFFFC\uFFF9",
                "\uD800",
                "\uDC00",
                "\uDC00\uD800",
                "a\uD83Db",
                "\uDBFF\uDFFF",
                "\uDBC0\uDC00",
                "\u202Egpj.exe\u202C",
                "\u2066\u2067\u2068a\u2069",
                "\u202A\u202B\u202D\u202E".repeat(50),
                "\u200E\u200F\u061C",
                "\u05D0bc\u05D3 \u0623b\u062A",
                "\uFDFD\uFDFA",
                "te\u200Bl\u200Ce\u200Dg\u2060r\uFEFFa\u00ADm",
                "\u034F\u115F\u1160\u17B4\u180E\u3164\uFFA0",
                "\uDB40\uDC74\uDB40\uDC65\uDB40\uDC6C",
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
                "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC7F",
                "\uD83C\uDDE9\uD83C\uDDEA\uD83C\uDDE9",
                "\uD83D\uDC4B\uD83C\uDFFD\uFE0F\u20E3",
                "\u200D\u200D\u200D",
                "t\u0334\u0321\u0300\u0301\u0302".repeat(40),
                "\u0301".repeat(300),
                "\u0E33\u0E49\u0E49\u0E49",
                "\u0958\u0939\u093F\u0928\u094D\u0926\u0940",
                "\u1112\u1161\u11AB",
                "\uD835\uDD52\uD835\uDD55\uD835\uDD55 \uFF4D\uFF45 \u24DE\u24DD",
                "\u0442\u0435l\u0435gr\u0430m",
                "\u0130\u0131\u1E9E\u00DF\uFB03\u01C4",
                "\u03A3\u03C2\u03C3\u1FB3\u0345",
                "\u2028\u2029",
                "\u3000\u00A0\u2003",
                "\u0660\u0661\u0662\u0967\uFF11\u2460\u00B2\u2167",
                "\uE000\uF8FF\uDBBF\uDC00",
                "undefined",
                "null",
                "NaN",
                "true",
                "-1",
                "1e999",
                "0x7fffffffffffffff",
                "9".repeat(400),
                "1/0",
                "'; DROP TABLE leaf; --",
                "\" OR \"\"=\"",
                "%' ESCAPE '!",
                "*) OR MATCH 'a' NEAR(",
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<!--<![CDATA[]]>-->&#0;&lt;&bogus;",
                "javascript:alert(1)//",
                "%s%n%d%x%p%1$s%99999999s",
                "{0}{}${a}#{a}{{verb}}{{",
                "${env:HOME}$(id)`id`|id;id&&id",
                "../../../../etc/passwd",
                "..\\..\\windows\\win.ini",
                "file:///dev/zero",
                "/dev/null\u0000.txt",
                "C:\\CON\\AUX",
                "%2e%2e%2f%00%ff%u0041",
                "http://",
                "http://[::1",
                "http://[fe80::1%25eth0]:99999/",
                "http://user:pa@ss@a.example:80:80//..//#?#",
                "http://xn--",
                "http://xn--a-\uD83D\uDE00.example",
                "http://1.1/ http://0x7f.1 http://256.256.256.256",
                "a@".repeat(100),
                "a.".repeat(200) + "example",
                "=cmd|' /C calc'!A0",
                "\r\nSet-Cookie: a=b\r\n\r\n",
                "~1~0/~/~2",
                "a".repeat(5_000),
                "((((((((((a+)+)+)+)+)+)+)+)+)+$",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
                "\\",
                "\"\\\"");
    }

    private static String filled(String place, String value) {
        return place.replace("%", value);
    }

    /** The last member of the outermost object that has a hole, twice. */
    private static String doubled(String place) {
        String sound = filled(place, "\"a\"");
        int end = sound.lastIndexOf('}');
        return end < 0 ? "{\"a\": 1, \"a\": 1}" : sound.substring(0, end) + ", " + sound.substring(1, end) + "}";
    }

    private static String links() {
        var text = new StringBuilder();
        for (int i = 0; text.length() < 99_950; i++) {
            text.append("https://www.").append(i).append(".example/").append(i).append(' ');
        }
        return text.toString();
    }

    private static String numbered(int bytes, String form) {
        var text = new StringBuilder();
        for (int i = 0; text.length() < bytes - 64; i++) {
            text.append(form.replace("%d", Integer.toString(i)));
        }
        return text.toString();
    }

    /** A JSON string with as little escaped as can be: a lone surrogate has no form in UTF-8. */
    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c < ' ' || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                json.append(unit((char) c));
            } else if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else {
                json.appendCodePoint(c);
            }
        });
        return json.append('"').toString();
    }

    private static String escaped(String text) {
        var json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append(unit((char) c)));
        return json.append('"').toString();
    }

    private static String unit(char c) {
        return String.format(Locale.ROOT, "\\u%04x", (int) c);
    }
}
