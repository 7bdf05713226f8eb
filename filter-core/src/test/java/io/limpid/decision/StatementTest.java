package io.limpid.decision;

import static io.limpid.decision.SampleStatements.DECIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Sets;
import io.limpid.RulesetKit;
import io.limpid.Surroundings;
import io.limpid.decision.Statement.Basis;
import io.limpid.decision.Statement.Content;
import io.limpid.decision.Statement.Handling;
import io.limpid.decision.Statement.Redress;
import io.limpid.decision.Statement.Source;
import io.limpid.rule.Action;
import io.limpid.rule.Audience;
import io.limpid.signal.PersonalKind;
import io.limpid.signal.personal.PersonalDataDetector;
import io.limpid.text.Post;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class StatementTest {
    static Stream<String> cases() {
        return SampleStatements.golden().keySet().stream();
    }

    private static Statement sample(String name) {
        Statement statement = SampleStatements.golden().get(name);
        if (statement == null) {
            throw new AssertionError("no sample " + name);
        }
        return statement;
    }

    private static String kept(String name, String file) throws IOException {
        try (InputStream kept = StatementTest.class.getResourceAsStream("/statements/" + name + "/" + file)) {
            if (kept == null) {
                throw new AssertionError("no file " + name + "/" + file);
            }
            return new String(kept.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** JSON is YAML too. */
    private static Object keptJson(String name, String file) throws IOException {
        return new Load(LoadSettings.builder().build()).loadFromString(kept(name, file));
    }

    /** All keys in the order in which they are written. */
    private static List<String> keys(Object json) {
        List<String> keys = new ArrayList<>();
        if (json instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                keys.add(String.valueOf(key));
                keys.addAll(keys(value));
            });
        } else if (json instanceof List<?> list) {
            list.forEach(item -> keys.addAll(keys(item)));
        }
        return keys;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tells_the_author_in_plain_words(String name) throws IOException {
        assertThat(sample(name).text("en")).isEqualTo(kept(name, "en.txt"));
        assertThat(sample(name).text("zh")).isEqualTo(kept(name, "zh.txt"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gives_the_same_facts_as_json(String name) throws IOException {
        assertThat(sample(name).json()).isEqualTo(keptJson(name, "statement.json"));
        assertThat(keys(sample(name).json())).isEqualTo(keys(keptJson(name, "statement.json")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void becomes_a_record_of_the_transparency_database(String name) throws IOException {
        DsaStatement dsa = DsaStatement.of(sample(name), "0193-a1").orElseThrow();

        assertThat(dsa.toJson()).isEqualTo(keptJson(name, "dsa.json"));
        assertThat(keys(dsa.toJson())).isEqualTo(keys(keptJson(name, "dsa.json")));
        assertThat(DsaStatement.CSV_HEADER + "\n" + dsa.csvRow("u-1", "Example, Inc.", "2026-11-03 10:15:31") + "\n")
                .isEqualTo(kept(name, "dsa.csv"));
    }

    @Test
    void speaks_chinese_to_readers_of_chinese_and_english_to_all_others() {
        Statement statement = SampleStatements.removed();

        assertThat(statement.text("zh-Hant-TW")).isEqualTo(statement.text("zh"));
        assertThat(List.of(statement.text("fr"), statement.text("und"), statement.text("zha")))
                .containsOnly(statement.text("en"));
    }

    @Test
    void has_words_for_every_combination() {
        for (Action action : EnumSet.complementOf(EnumSet.of(Action.ALLOW))) {
            for (Handling handling : handlings()) {
                Statement statement = SampleStatements.with(SampleStatements.removed(), action, handling);

                assertThat(statement.text("en") + statement.text("zh")).doesNotContain("{{", "}}", "null");
            }
        }
    }

    @Test
    void only_machines_decide_fully_and_only_people_not_automatically() {
        for (Handling handling : handlings()) {
            boolean human = handling.deciders().contains(Statement.Decider.HUMAN);
            boolean alone = handling.deciders().size() == 1;

            assertThat(handling.automation() == Statement.Automation.FULLY).isEqualTo(!human);
            assertThat(handling.automation() == Statement.Automation.NOT_AUTOMATED)
                    .isEqualTo(human && alone);
        }
    }

    /** Every way to come to a decision. */
    static List<Handling> handlings() {
        List<Handling> handlings = new ArrayList<>();
        for (Set<Statement.Decider> deciders : Sets.powerSet(EnumSet.allOf(Statement.Decider.class))) {
            if (deciders.isEmpty()) {
                continue;
            }
            for (Source source : Source.values()) {
                handlings.add(new Handling(deciders, source, false));
                handlings.add(new Handling(deciders, source, true));
            }
        }
        return handlings;
    }

    @Test
    void an_appeal_is_open_for_six_months() {
        assertThat(Redress.at("/appeals", Instant.parse("2026-08-31T23:59:59Z")).until())
                .isEqualTo("2027-02-28T23:59:59Z");
    }

    @Test
    void a_rule_without_an_address_rests_on_the_terms_of_its_ruleset() {
        var ruleset = RulesetKit.named("sample")
                .rule("a", "signals: {n: {regex: '[0-9]'}}\nwhen: n")
                .compile();

        Basis basis = Basis.of(ruleset, ruleset.rules().get(0));

        assertThat(basis.url()).isEqualTo("https://example.org/terms");
        assertThat(basis.ruleset().version()).isEqualTo("2026.11.0");
    }

    @Test
    void refuses_what_cannot_be_stated() {
        Statement good = SampleStatements.removed();
        Handling handling = good.handling();
        Content content = good.content();

        assertThatThrownBy(() -> SampleStatements.with(good, Action.ALLOW, handling))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an allowed post has no statement of reasons");
        assertThatThrownBy(() -> SampleStatements.with(good, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a statement of reasons needs a reason");
        assertThatThrownBy(() -> SampleStatements.with(good, content, "de"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a country of ISO 3166-1 alpha-2: de");
        assertThatThrownBy(() -> new Handling(Set.of(), Source.NOTICE, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("somebody or something decides");
        assertThatThrownBy(() -> new Statement(
                        "d", DECIDED, Action.HOLD, good.reasons(), content, null, handling, new Redress("/", DECIDED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the time to appeal ends before it begins");
    }

    @Test
    void holds_nothing_of_what_an_author_wrote() {
        var kit = RulesetKit.named("sample").rule("contact", """
                signals: {who: {regex: '[a-z.]+@[a-z.]+'}, phone: {regex: '[+0-9 ]{9,}'}}
                when: who && phone
                explain: {public: "Gives '{{who}}' and '{{ phone }}', {{who.count}} times."}
                """);
        var ruleset = kit.compile();
        var decision =
                kit.filter().decide(Post.of("write jane.doe@mail.example or call +49 30 901820"), Surroundings.NONE);
        assertThat(decision.reasons()).hasSize(1);
        assertThat(Explanation.of(decision.reasons().get(0), Audience.PUBLIC, "en"))
                .contains("jane.doe@mail.example", "+49 30 901820");

        Statement statement = SampleStatements.with(
                SampleStatements.removed(),
                decision.reasons().stream()
                        .map(reason -> Basis.of(ruleset, reason.rule()))
                        .toList());

        Map<String, Object> dsa =
                DsaStatement.of(statement, "0193-a1").orElseThrow().toJson();
        assertThat(statement.text("en")).contains("Gives '…' and '…', … times.");
        for (String told : List.of(statement.text("en"), statement.text("zh"), statement.json() + "", dsa + "")) {
            assertThat(told).doesNotContain("jane", "901820");
        }
        for (String field :
                List.of("incompatible_content_ground", "incompatible_content_explanation", "decision_facts")) {
            String text = String.valueOf(dsa.get(field));
            assertThat(PersonalDataDetector.find(text, EnumSet.allOf(PersonalKind.class)))
                    .isEmpty();
        }
    }
}
