package io.limpid.server.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.openapi.ApiDocument;
import io.limpid.server.openapi.Operation;
import io.limpid.server.web.Prose.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What programs can ask of the service: the document at {@code /openapi.json}, to read.
 *
 * <p>The page speaks the reader's language; what it shows of the document is English.
 *
 * @param about what holds for all operations
 */
record DocsPage(View view, Prose about, List<Group> groups, List<Named> schemas) {
    static final String PATH = "/docs";

    /** The operations of one tag. */
    record Group(String name, String anchor, String description, List<Row> operations) {}

    /**
     * An operation.
     *
     * @param takes whether there is a body
     */
    record Row(
            String id,
            String method,
            String path,
            String summary,
            Prose description,
            List<String> roles,
            List<Member> parameters,
            boolean takes,
            List<Body> bodies,
            List<Answer> answers) {}

    /**
     * A parameter, or a member of an object.
     *
     * @param where path, query or header; empty for a member
     */
    record Member(String name, String where, boolean required, List<Piece> type, List<Piece> description) {}

    /** A body of a request or of an answer. */
    record Body(String mediaType, List<Piece> schema, List<Example> examples) {}

    record Example(String summary, String text) {}

    /** An answer; {@code problems} are the kinds of problem that it may have. */
    record Answer(
            String status, List<Piece> description, List<String> problems, List<Member> headers, List<Body> bodies) {}

    /**
     * A schema with a name.
     *
     * @param words what it takes, where it has no members
     */
    record Named(String name, Prose description, List<Piece> words, List<Member> members) {}

    static DocsPage of(View view) {
        ApiDocument document = ApiDocument.published();
        List<Group> groups = new ArrayList<>();
        for (JsonNode tag : document.at("/tags")) {
            String name = tag.path("name").asText();
            groups.add(new Group(
                    name,
                    "tag-" + name.replaceAll("[^A-Za-z]+", "-"),
                    tag.path("description").asText(),
                    document.operations().stream()
                            .filter(operation -> operation.tag().equals(name))
                            .map(operation -> row(document, operation))
                            .toList()));
        }
        List<Named> schemas = new ArrayList<>();
        document.at("/components/schemas")
                .properties()
                .forEach(one -> schemas.add(named(one.getKey(), one.getValue())));
        return new DocsPage(view, Prose.of(document.at("/info/description").asText()), groups, schemas);
    }

    private static Row row(ApiDocument document, Operation operation) {
        JsonNode json = operation.json();
        JsonNode body = json.path("requestBody");
        return new Row(
                operation.id(),
                operation.method(),
                operation.path(),
                json.path("summary").asText(),
                Prose.of(json.path("description").asText()),
                operation.roles(),
                operation.parameters().stream()
                        .map(parameter -> new Member(
                                parameter.path("name").asText(),
                                parameter.path("in").asText(),
                                parameter.path("required").asBoolean(),
                                SchemaWords.of(parameter.path("schema")),
                                Prose.pieces(
                                        parameter.path("description").asText().strip())))
                        .toList(),
                !body.isMissingNode(),
                bodies(document, body.path("content")),
                answers(document, json.path("responses")));
    }

    private static List<Answer> answers(ApiDocument document, JsonNode responses) {
        List<Answer> answers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : responses.properties()) {
            JsonNode response = document.resolve(entry.getValue());
            List<String> problems = new ArrayList<>();
            response.path("x-limpid-problems").forEach(problem -> problems.add(problem.asText()));
            List<Member> headers = new ArrayList<>();
            response.path("headers").properties().forEach(header -> {
                JsonNode one = document.resolve(header.getValue());
                headers.add(new Member(
                        header.getKey(),
                        "header",
                        false,
                        SchemaWords.of(one.path("schema")),
                        Prose.pieces(one.path("description").asText())));
            });
            answers.add(new Answer(
                    entry.getKey(),
                    Prose.pieces(response.path("description").asText()),
                    problems,
                    headers,
                    bodies(document, response.path("content"))));
        }
        return answers;
    }

    private static List<Body> bodies(ApiDocument document, JsonNode content) {
        List<Body> bodies = new ArrayList<>();
        for (Map.Entry<String, JsonNode> media : content.properties()) {
            JsonNode json = media.getValue();
            List<Example> examples = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry : json.path("examples").properties()) {
                JsonNode example = document.resolve(entry.getValue());
                JsonNode value = example.path("value");
                examples.add(new Example(
                        example.path("summary").asText(),
                        value.isTextual() ? value.textValue().strip() : value.toPrettyString()));
            }
            List<Piece> words = new ArrayList<>();
            if (json.has("x-limpid-lines")) {
                String line = json.path("x-limpid-lines").asText();
                words.add(Piece.of("lines of "));
                words.add(new Piece(line, true, "#schema-" + line));
            } else if (json.has("schema")) {
                words.addAll(SchemaWords.of(json.path("schema")));
            }
            bodies.add(new Body(media.getKey(), words, examples));
        }
        return bodies;
    }

    private static Named named(String name, JsonNode schema) {
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(one -> required.add(one.asText()));
        List<Member> members = new ArrayList<>();
        schema.path("properties")
                .properties()
                .forEach(member -> members.add(new Member(
                        member.getKey(),
                        "",
                        required.contains(member.getKey()),
                        SchemaWords.of(member.getValue()),
                        Prose.pieces(member.getValue().path("description").asText()))));
        return new Named(
                name,
                Prose.of(schema.path("description").asText()),
                members.isEmpty() ? SchemaWords.of(schema) : List.of(),
                members);
    }
}
