package io.limpid.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetReader;
import io.limpid.server.openapi.ApiDocument;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.classifier.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables by which names of other services are answered: they fit our rules and models, and the pages show them as they are. */
class CompatibleTablesTest {
    private static String page(String name) throws IOException {
        return Files.readString(Path.of("../docs", name));
    }

    private static String code(String name) {
        return "`" + name + "`";
    }

    @Test
    void the_page_shows_the_table_of_categories() throws IOException {
        for (OpenAiCategory row : OpenAiCategory.ALL) {
            String rules = row.rules().isEmpty()
                    ? "–"
                    : row.rules().stream().map(CompatibleTablesTest::code).collect(Collectors.joining(" "));
            assertThat(page("from-openai.md"))
                    .contains("\n| " + code(row.category()) + " | " + (row.score() == null ? "–" : code(row.score()))
                            + " | " + rules + " | " + (row.covers().isEmpty() ? "nothing" : row.covers()) + " |\n");
        }
    }

    @Test
    void the_page_shows_the_table_of_attributes() throws IOException {
        for (PerspectiveAttribute row : PerspectiveAttribute.ALL) {
            assertThat(page("from-perspective.md"))
                    .contains("\n| " + code(row.attribute()) + " | " + (row.score() == null ? "–" : code(row.score()))
                            + " | " + row.note() + " |\n");
        }
    }

    private static List<String> documented(String schema) {
        List<String> names = new ArrayList<>();
        ApiDocument.published()
                .at("/components/schemas/" + schema + "/properties")
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }

    @Test
    void the_openapi_document_names_what_the_tables_do() {
        List<String> categories =
                OpenAiCategory.ALL.stream().map(OpenAiCategory::category).toList();
        assertThat(documented("OpenAiCategories")).isEqualTo(categories);
        assertThat(documented("OpenAiCategoryScores")).isEqualTo(categories);
        assertThat(documented("OpenAiInputTypes")).isEqualTo(categories);
        assertThat(ApiDocument.published().at("/components/schemas/OpenAiCategory/enum"))
                .extracting(JsonNode::asText)
                .isEqualTo(categories);
        List<String> attributes = PerspectiveAttribute.ALL.stream()
                .filter(row -> row.score() != null)
                .map(PerspectiveAttribute::attribute)
                .toList();
        assertThat(documented("RequestedAttributes")).isEqualTo(attributes);
        assertThat(documented("AttributeScores")).isEqualTo(attributes);
    }

    @Test
    void each_rule_that_is_named_is_published() throws Exception {
        List<String> published = new ArrayList<>();
        for (String name : List.of("spam", "rumour", "rights")) {
            RulesetReader.load(RulesetFiles.read(Path.of("../rulesets", name)))
                    .rules()
                    .forEach(rule -> published.add(rule.id()));
        }

        assertThat(published)
                .containsAll(OpenAiCategory.ALL.stream()
                        .flatMap(row -> row.rules().stream())
                        .toList());
    }

    @Test
    void each_score_that_is_named_is_one_of_a_published_model() {
        List<String> scores = new ArrayList<>();
        ModelFolder.readAll(Path.of("../models")).forEach(file -> {
            ModelDescription model = file.description();
            model.labels()
                    .forEach(label -> scores.add(label.equals(model.name()) ? label : model.name() + "." + label));
        });

        assertThat(scores).contains("rights.threat", "spam");
        assertThat(OpenAiCategory.ALL).allMatch(row -> row.score() == null || scores.contains(row.score()));
        assertThat(PerspectiveAttribute.ALL).allMatch(row -> row.score() == null || scores.contains(row.score()));
    }
}
