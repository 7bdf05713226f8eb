package io.limpid.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.signal.LinkTrait;
import io.limpid.signal.PersonalKind;
import io.limpid.signal.RepeatScope;
import io.limpid.signal.Signal;
import io.limpid.signal.repeat.RecentPosts;
import io.limpid.text.Fold;
import io.limpid.text.Post;
import io.limpid.text.Skip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schemas in {@code docs/schema}, which editors read, name what the reader of rules takes. */
class SchemaDocumentTest {
    @Test
    void the_schema_of_a_rule_has_the_keys_of_a_rule() {
        assertThat(keys("rule", "properties")).containsExactlyElementsOf(RulesetLayout.RULE_KEYS);
        assertThat(keys("ruleset", "properties")).containsExactlyElementsOf(RulesetLayout.RULESET_KEYS);
    }

    @Test
    void the_schema_of_a_rule_names_what_the_code_knows() {
        assertThat(strings("properties/category/enum"))
                .isEqualTo(Arrays.stream(Category.values()).map(Category::id).toList());
        assertThat(strings("properties/action/enum"))
                .isEqualTo(Arrays.stream(Action.values())
                        .filter(action -> action != Action.ALLOW)
                        .map(Action::id)
                        .toList());
        assertThat(strings("properties/ground/properties/kind/enum"))
                .isEqualTo(
                        Arrays.stream(Ground.Kind.values()).map(Ground.Kind::id).toList());
        assertThat(strings("properties/ground/properties/dsa/properties/category/enum"))
                .containsExactlyElementsOf(DsaVocabulary.CATEGORIES);
        assertThat(strings("properties/ground/properties/dsa/properties/keywords/anyOf/0/enum"))
                .containsExactlyElementsOf(DsaVocabulary.KEYWORDS);
        assertThat(keys("rule", "properties/explain/properties"))
                .isEqualTo(Arrays.stream(Audience.values()).map(Audience::id).toList());
        assertThat(keys("rule", "properties/defaults/properties"))
                .isEqualTo(Facts.names().stream()
                        .filter(fact -> !fact.equals("context.attributes"))
                        .toList());
        assertThat(strings("$defs/surface/enum")).containsExactlyInAnyOrderElementsOf(Post.SURFACES);
    }

    @Test
    void the_schema_of_a_signal_names_what_the_code_knows() {
        List<String> folds = new ArrayList<>(Fold.PLAIN.stream().map(Fold::name).toList());
        folds.add("skip");
        IntStream.rangeClosed(1, Skip.MOST).forEach(limit -> folds.add("skip(" + limit + ")"));
        assertThat(strings("$defs/fold/enum"))
                .isEqualTo(folds)
                .allMatch(name -> Fold.parse(name).isPresent());
        assertThat(strings("$defs/personalKind/enum"))
                .isEqualTo(Arrays.stream(PersonalKind.values())
                        .map(PersonalKind::id)
                        .toList());
        assertThat(traits("3")).isEqualTo(traits(LinkTrait.Needs.NOTHING));
        assertThat(traits("4")).isEqualTo(traits(LinkTrait.Needs.HOSTS));
        assertThat(traits("5")).isEqualTo(traits(LinkTrait.Needs.NAMES));
        assertThat(strings("$defs/signal/oneOf/6/properties/repeat/enum"))
                .isEqualTo(
                        Arrays.stream(RepeatScope.values()).map(RepeatScope::id).toList());
        assertThat(keys("rule", "$defs/signal/oneOf/7/properties"))
                .containsAll(Arrays.stream(Signal.Classifier.Bar.values())
                        .map(Signal.Classifier.Bar::id)
                        .toList());
    }

    @Test
    void the_schema_of_a_rule_has_the_limits_of_the_code() {
        assertThat(at("rule", "properties/signals/maxProperties")).isEqualTo(SignalReader.MAX_SIGNALS);
        assertThat(at("rule", "properties/when/maxLength")).isEqualTo(Condition.MAX_LENGTH);
        assertThat(at("rule", "properties/tests/maxItems")).isEqualTo(RuleTestReader.MAX_TESTS);
        assertThat(at("rule", "$defs/signal/oneOf/0/properties/within/maximum")).isEqualTo(SignalReader.MAX_WITHIN);
        assertThat(at("rule", "$defs/signal/oneOf/6/properties/window_seconds/maximum"))
                .isEqualTo(SignalFormReader.MAX_WINDOW);
        assertThat(at("rule", "$defs/signal/oneOf/6/properties/count_at_least/maximum"))
                .isEqualTo(RecentPosts.COUNT_MAX);
    }

    private static List<String> traits(LinkTrait.Needs needs) {
        return Arrays.stream(LinkTrait.values())
                .filter(trait -> trait.needs() == needs)
                .map(LinkTrait::id)
                .toList();
    }

    private static List<String> traits(String form) {
        return strings("$defs/signal/oneOf/" + form + "/properties/link/enum");
    }

    private static List<String> keys(String schema, String path) {
        return ((Map<?, ?>) at(schema, path))
                .keySet().stream().map(String::valueOf).toList();
    }

    private static List<String> strings(String path) {
        return ((List<?>) at("rule", path)).stream().map(String::valueOf).toList();
    }

    private static Object at(String schema, String path) {
        Object node = read(schema);
        for (String step : path.split("/", -1)) {
            Object next =
                    node instanceof List<?> list ? list.get(Integer.parseInt(step)) : ((Map<?, ?>) node).get(step);
            node = Objects.requireNonNull(next, () -> path + " in the schema of a " + schema);
        }
        return node;
    }

    /** JSON is YAML, too. */
    private static Object read(String schema) {
        try {
            String json = Files.readString(Path.of("..", "docs", "schema", schema + ".schema.json"));
            return new Load(LoadSettings.builder().build()).loadFromString(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
