package io.limpid.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.RulesetKit;
import io.limpid.Samples;
import io.limpid.text.RandomText;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever bytes stand in the files, reading them gives issues or a ruleset. */
class HostileFilesTest {
    private static final RulesetKit SOUND = RulesetKit.named("sample")
            .list("metals", "gold | a note", "silver", "!gold rush")
            .rule("offer", """
                    ground: {kind: terms, clause: "2.1", url: "https://example.org", dsa: {category: SCAMS_AND_FRAUD, keywords: [OTHER]}}
                    scope: {languages: [en, zh], surfaces: [post]}
                    signals:
                      metal: {list: metals, fold: [width, case, skip(2)]}
                      amount: {regex: '[0-9]{3}', near: metal, within: 5}
                      score: {classifier: spam, score_at_least: 0.5}
                      many: {repeat: author, window_seconds: 600}
                      look: {link: look-alike, names: metals}
                    when: metal && amount && author.age_days < 30 || score.score > 0.7 && many.count > 2 && look
                    defaults: {author.age_days: 0}
                    unless: {personal: [phone, email]}
                    explain: {public: "{{metal}} is not allowed"}
                    tests:
                      - {text: "gold 123", author: {age_days: 3, trusted: true}, expect: match, spans: {metal: gold}}
                      - {fields: {title: "gold"}, context: {territory: DE}, repeats: {author: 3}, expect: pass}
                    """);
    private static final List<String> PIECES = List.of(
            ":",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\t",
            "{",
            "}",
            "[",
            "]",
            "'",
            "\"",
            "&a ",
            "*a",
            "!!str ",
            "|",
            ">",
            "#",
            "---\n",
            "...",
            "? ",
            "%YAML 1.2\n",
            "0x1F",
            "0o7",
            ".inf",
            "-.INF",
            ".NaN",
            "null",
            "~",
            "true",
            "1e999",
            "\\ud800",
            "\\x00",
            "\u0000",
            "\uFFFE",
            "\u2028",
            "<<: ",
            "=",
            "when",
            "signals",
            "999999999999",
            "(",
            "))",
            "&& ",
            "\"\\U0010FFFF\"",
            "\u0085",
            "@",
            "`",
            "{{",
            "}}",
            "!gold",
            "\\",
            ",");

    @Test
    void the_files_that_are_mutated_are_sound() {
        assertThat(SOUND.issues()).isEmpty();
    }

    @Test
    void survives_random_bytes() {
        Samples.check(400, random -> {
            Map<String, byte[]> files = new TreeMap<>(SOUND.bytes().files());
            files.replaceAll((path, bytes) -> random.nextBoolean() ? noise(random) : bytes);

            assertAnswers(files);
        });
    }

    @Test
    void survives_mutations() {
        Samples.check(1_200, random -> {
            Map<String, byte[]> files = new TreeMap<>(SOUND.bytes().files());
            files.replaceAll((path, bytes) -> random.nextInt(3) == 0
                    ? bytes
                    : mutated(random, new String(bytes, UTF_8)).getBytes(UTF_8));

            assertAnswers(files);
        });
    }

    @Test
    void survives_mutated_bytes() {
        Samples.check(400, random -> {
            Map<String, byte[]> files = new TreeMap<>(SOUND.bytes().files());
            files.replaceAll((path, bytes) -> {
                byte[] changed = bytes.clone();
                for (int times = random.nextInt(4); times > 0; times--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                return changed;
            });

            assertAnswers(files);
        });
    }

    private static void assertAnswers(Map<String, byte[]> files) {
        RulesetReader.Result result = RulesetReader.read(new RulesetFiles("sample", files, List.of(), List.of()));

        assertThat(result.ruleset().isPresent())
                .isEqualTo(result.issues().stream().noneMatch(RulesetIssue::isError));
        assertThat(result.issues()).allSatisfy(issue -> {
            assertThat(issue.line()).isPositive();
            assertThat(issue.column()).isPositive();
            assertThat(issue.problem()).isNotBlank();
        });
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return random.nextBoolean() ? bytes : RandomText.of(random, 100).getBytes(UTF_8);
    }

    private static String mutated(Random random, String text) {
        var changed = new StringBuilder(text);
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(changed.length() + 1);
            int to = Math.min(changed.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> changed.delete(at, to);
                case 1 -> changed.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> changed.replace(at, to, PIECES.get(random.nextInt(PIECES.size())));
                default -> changed.insert(at, changed.substring(at, to).repeat(random.nextInt(3)));
            }
        }
        return changed.toString();
    }
}
