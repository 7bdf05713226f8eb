package io.limpid.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.decision.Reason;
import io.limpid.signal.keyword.KeywordIndex;
import io.limpid.signal.pattern.PatternDetector;
import io.limpid.text.Skip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of limits in {@code docs/writing-rules.md} is what authors of rules go by. */
class LimitsDocumentTest {
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| ([0-9 ]+) \\|");

    @Test
    void the_table_of_limits_says_what_the_code_does() throws Exception {
        Map<String, Long> limits = new LinkedHashMap<>();
        limits.put("rules in a ruleset", (long) RulesetReader.MAX_RULES);
        limits.put("files in a ruleset", (long) RulesetFiles.MAX_FILES);
        limits.put("bytes of one file", RulesetFiles.MAX_BYTES);
        limits.put("bytes of a YAML file", (long) YamlFile.MAX_BYTES);
        limits.put("nesting of a YAML file", (long) YamlFile.MAX_DEPTH);
        limits.put("entries in a list", (long) ListReader.MAX_ENTRIES);
        limits.put("code points of an entry", (long) ListReader.MAX_ENTRY_LENGTH);
        limits.put("signals in a rule", (long) SignalReader.MAX_SIGNALS);
        limits.put("tests of a rule", (long) RuleTestReader.MAX_TESTS);
        limits.put("characters of an explanation", (long) ExplanationReader.MAX_LENGTH);
        limits.put("code points of a condition", (long) Condition.MAX_LENGTH);
        limits.put("nodes of a condition", (long) Condition.MAX_NODES);
        limits.put("nesting of a condition", (long) Condition.MAX_DEPTH);
        limits.put("RE2 instructions of an expression in `matches()`", (long) Condition.MAX_REGEX_PROGRAM);
        limits.put("steps of a condition", (long) Condition.MAX_STEPS);
        limits.put("characters of a regular expression", (long) PatternDetector.MAX_LENGTH);
        limits.put("RE2 instructions of a regular expression", (long) PatternDetector.MAX_PROGRAM);
        limits.put("`within`, in code points", (long) SignalReader.MAX_WITHIN);
        limits.put("`window_seconds`", (long) SignalFormReader.MAX_WINDOW);
        limits.put("the n of `skip(n)`", (long) Skip.MOST);
        limits.put("problems reported at once", (long) Issues.MAX);
        limits.put("code points of a fact in a condition", (long) Facts.MAX_SIZE);
        limits.put("occurrences of one list in one field", (long) KeywordIndex.MAX_MATCHES);
        limits.put("matches of one regular expression in one field", (long) PatternDetector.MAX_MATCHES);
        limits.put("passes of one regular expression over one field", (long) PatternDetector.MAX_PASSES);
        limits.put("pieces of evidence of one reason", (long) Reason.MAX_EVIDENCE);

        assertThat(documented()).containsExactlyEntriesOf(limits);
    }

    private static Map<String, Long> documented() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "writing-rules.md"));
        Matcher row = ROW.matcher(page.substring(page.indexOf("\n## Limits\n")));
        Map<String, Long> limits = new LinkedHashMap<>();
        while (row.find()) {
            limits.put(row.group(1), Long.parseLong(row.group(2).replace(" ", "")));
        }
        return limits;
    }
}
