package io.limpid.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.server.openapi.ApiDocument;
import io.limpid.server.openapi.Operation;
import io.limpid.server.web.Prose.Piece;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page about the interface for programs. */
class DocsPageTest {
    private static String page(String path) {
        try (var server = new RulebookServer(Publication.ofRepository())) {
            HttpResponse<String> response = server.get(path);
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        }
    }

    @Test
    void it_shows_every_operation_with_its_path_parameters_and_answers() {
        String page = page("/docs");

        for (Operation operation : ApiDocument.published().operations()) {
            int from = page.indexOf("<h3 id=\"" + operation.id() + "\"");
            assertThat(from).as(operation.id()).isPositive();
            String part = page.substring(from, page.indexOf("</article>", from));
            assertThat(part).contains(operation.path());
            operation
                    .parameters()
                    .forEach(parameter -> assertThat(part)
                            .contains("<code>" + parameter.path("name").asText() + "</code>"));
            operation
                    .json()
                    .path("responses")
                    .fieldNames()
                    .forEachRemaining(status -> assertThat(part).contains("<code>" + status + "</code>"));
            operation.roles().forEach(role -> assertThat(part).contains(role));
        }
    }

    @Test
    void its_links_lead_to_places_that_are_there() {
        String page = page("/docs?lang=zh");
        Set<String> places = found(page, "id=\"([^\"]+)\"");

        assertThat(places).isNotEmpty().allMatch(place -> place.matches("[A-Za-z][A-Za-z-]*"));
        assertThat(found(page, "href=\"#([^\"]+)\"")).isSubsetOf(places);
    }

    private static Set<String> found(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void it_speaks_the_language_of_the_reader_and_quotes_the_document_in_english() {
        assertThat(page("/docs?lang=zh")).contains("<html lang=\"zh\">", "程序接口", "lang=\"en\">Decide one post");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type": "string", "maxLength": 256}                          | string, at most 256 characters
                    {"type": "integer", "minimum": 1, "maximum": 9, "default": 5} | integer, 1 to 9; default `5`
                    {"type": ["string", "null"], "format": "date-time"}           | string, date-time or null
                    {"type": "string", "enum": ["a", "b"]}                        | `a`, `b`
                    {"type": "array", "items": {"$ref": "#/components/schemas/X"}} | array of `X`
                    {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}} | object of number, at least 0
                    {"oneOf": [{"$ref": "#/components/schemas/X"}, {"type": "null"}]} | `X` or null
                    {}                                                            | anything
                    """)
    void a_schema_is_said_in_a_line(String schema, String words) throws JsonProcessingException {
        assertThat(SchemaWords.of(new JsonMapper().readTree(schema)).stream()
                        .map(piece -> piece.code() ? "`" + piece.text() + "`" : piece.text())
                        .collect(Collectors.joining()))
                .isEqualTo(words);
    }

    @Test
    void a_text_has_paragraphs_lists_and_code() {
        Prose prose = Prose.of("One\nline, `code`.\n\n- first\n  more\n- second\n");

        assertThat(prose.blocks())
                .containsExactly(
                        new Prose.Block(
                                false, List.of(List.of(Piece.of("One line, "), Piece.code("code"), Piece.of(".")))),
                        new Prose.Block(true, List.of(List.of(Piece.of("first more")), List.of(Piece.of("second")))));
    }
}
