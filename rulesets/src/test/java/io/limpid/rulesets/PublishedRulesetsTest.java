package io.limpid.rulesets;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.RuleTests;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetReader;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedRulesetsTest {
    static Stream<Path> rulesets() {
        return RulesetFiles.folders(Path.of("").toAbsolutePath()).stream();
    }

    @ParameterizedTest
    @MethodSource("rulesets")
    void has_no_issue(Path folder) {
        assertThat(RulesetReader.read(RulesetFiles.read(folder)).issues())
                .extracting(RulesetIssue::toString)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rulesets")
    void passes_the_tests_of_its_rules(Path folder) throws Exception {
        RuleTests.Report report = RuleTests.run(RulesetReader.load(RulesetFiles.read(folder)));

        assertThat(report.run()).isGreaterThan(100);
        assertThat(report.failures()).extracting(RulesetIssue::toString).isEmpty();
    }
}
