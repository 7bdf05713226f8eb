package io.limpid.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.limpid.server.access.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document keeps to OpenAPI 3.1, and to what it says of itself. */
class ApiDocumentTest {
    private static final ApiDocument DOCUMENT = ApiDocument.published();
    private static final JsonNode TREE = DOCUMENT.at("");

    /** The fixed members of OpenAPI 3.1 that the document may use, by the kind of object. */
    private static final Map<String, Set<String>> MEMBERS = Map.of(
            "document", Set.of("openapi", "info", "servers", "security", "tags", "paths", "components"),
            "path", Set.of("parameters", "get", "post", "put", "delete"),
            "operation",
                    Set.of(
                            "operationId",
                            "tags",
                            "summary",
                            "description",
                            "security",
                            "parameters",
                            "requestBody",
                            "responses"),
            "parameter", Set.of("name", "in", "required", "description", "schema", "example"),
            "body", Set.of("required", "content"),
            "response", Set.of("description", "headers", "content"),
            "media", Set.of("schema", "examples"),
            "header", Set.of("description", "schema"),
            "example", Set.of("summary", "value"));

    private final List<String> faults = new ArrayList<>();

    private void members(String kind, String where, JsonNode object, String... needed) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getKey().startsWith("x-limpid-")
                    && !MEMBERS.getOrDefault(kind, Set.of()).contains(member.getKey())) {
                faults.add(where + ": a " + kind + " has no " + member.getKey());
            }
        }
        for (String name : needed) {
            if (object.path(name).isMissingNode()
                    || (object.path(name).isTextual()
                            && object.path(name).asText().isBlank())) {
                faults.add(where + ": a " + kind + " needs " + name);
            }
        }
    }

    @Test
    void it_has_the_members_that_openapi_gives_it_and_no_others() {
        members("document", "openapi.yaml", TREE, "openapi", "info", "paths", "components");
        assertThat(TREE.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(TREE.at("/info/title").asText()).isNotBlank();
        assertThat(TREE.at("/info/version").isTextual()).isTrue();
        TREE.path("paths").properties().forEach(path -> {
            assertThat(path.getKey()).startsWith("/");
            members("path", path.getKey(), path.getValue());
        });
        for (Operation operation : DOCUMENT.operations()) {
            String where = operation.method() + " " + operation.path();
            members(
                    "operation",
                    where,
                    operation.json(),
                    "operationId",
                    "tags",
                    "summary",
                    "responses",
                    "x-limpid-roles");
            operation
                    .parameters()
                    .forEach(one -> members("parameter", where, one, "name", "in", "description", "schema"));
            if (operation.json().has("requestBody")) {
                members("body", where, operation.json().path("requestBody"), "content");
                media(where, operation.json().at("/requestBody/content"));
            }
            operation.json().path("responses").properties().forEach(response -> {
                assertThat(response.getKey()).matches("[2-5][0-9]{2}");
                JsonNode answer = DOCUMENT.resolve(response.getValue());
                members("response", where, answer, "description", "content");
                media(where, answer.path("content"));
                answer.path("headers")
                        .forEach(header -> members("header", where, DOCUMENT.resolve(header), "description", "schema"));
            });
        }

        assertThat(faults).isEmpty();
    }

    private void media(String where, JsonNode content) {
        content.properties().forEach(media -> {
            assertThat(media.getKey()).matches("[a-z]+/[a-z0-9.+-]+");
            members("media", where, media.getValue());
            media.getValue()
                    .path("examples")
                    .forEach(example -> members("example", where, DOCUMENT.resolve(example), "summary", "value"));
        });
    }

    @Test
    void parameters_of_a_path_are_the_places_in_it() {
        for (Operation operation : DOCUMENT.operations()) {
            Set<String> places = Pattern.compile("\\{([^}]+)}")
                    .matcher(operation.path())
                    .results()
                    .map(place -> place.group(1))
                    .collect(Collectors.toSet());
            List<JsonNode> inPath = operation.parameters().stream()
                    .filter(parameter -> parameter.path("in").asText().equals("path"))
                    .toList();

            assertThat(inPath)
                    .as(operation.id())
                    .allMatch(parameter -> parameter.path("required").asBoolean());
            assertThat(inPath.stream()
                            .map(parameter -> parameter.path("name").asText())
                            .toList())
                    .as(operation.id())
                    .containsExactlyInAnyOrderElementsOf(places);
            assertThat(operation.parameters().stream()
                            .map(parameter -> parameter.path("in") + " " + parameter.path("name"))
                            .toList())
                    .as(operation.id())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void operations_have_names_tags_and_roles_that_there_are() {
        Set<String> tags = new TreeSet<>();
        TREE.path("tags").forEach(tag -> tags.add(tag.path("name").asText()));
        List<String> roles = Stream.concat(
                        Stream.of("everybody"), Arrays.stream(Role.values()).map(Role::id))
                .toList();

        assertThat(DOCUMENT.operations().stream().map(Operation::id).toList())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z][A-Za-z]+"));
        assertThat(DOCUMENT.operations().stream().map(Operation::tag).collect(Collectors.toSet()))
                .isEqualTo(tags);
        assertThat(DOCUMENT.operations())
                .allSatisfy(
                        operation -> assertThat(operation.roles()).isNotEmpty().isSubsetOf(roles));
    }

    @Test
    void what_is_referred_to_is_there_and_what_is_there_is_referred_to() {
        Set<String> references = new TreeSet<>();
        collect(TREE, references);
        Set<String> components = new TreeSet<>();
        TREE.path("components")
                .properties()
                .forEach(kind -> kind.getValue()
                        .properties()
                        .forEach(one -> components.add("#/components/" + kind.getKey() + "/" + one.getKey())));

        assertThat(references).isEqualTo(components);
    }

    private static void collect(JsonNode node, Set<String> references) {
        if (node.path("$ref").isTextual()) {
            references.add(node.path("$ref").asText());
        }
        if (node.path("x-limpid-lines").isTextual()) {
            references.add("#/components/schemas/" + node.path("x-limpid-lines").asText());
        }
        node.path("security")
                .forEach(choice -> choice.fieldNames()
                        .forEachRemaining(scheme -> references.add("#/components/securitySchemes/" + scheme)));
        node.forEach(child -> collect(child, references));
    }

    /** A comma in a text without quotes makes a member of what follows it. */
    @Test
    void no_text_became_a_member() {
        Set<String> names = new TreeSet<>();
        for (String part : List.of("/info", "/tags", "/paths", "/components/schemas", "/components/responses")) {
            names(TREE.at(part), names);
        }

        assertThat(names).isNotEmpty().noneMatch(name -> name.contains(" "));
    }

    private static void names(JsonNode node, Set<String> names) {
        node.fieldNames().forEachRemaining(names::add);
        node.forEach(child -> names(child, names));
    }

    @Test
    void kinds_of_problem_stand_where_a_problem_is_answered() {
        for (Operation operation : DOCUMENT.operations()) {
            operation.json().path("responses").properties().forEach(response -> {
                JsonNode answer = DOCUMENT.resolve(response.getValue());
                assertThat(answer.has("x-limpid-problems"))
                        .as(response.getKey() + " " + operation.id())
                        .isEqualTo(answer.path("content").has("application/problem+json"));
            });
        }
    }

    @Test
    void a_decision_for_clients_of_openai_is_one_with_a_word_about_their_categories() {
        var own = DOCUMENT.at("/components/schemas/Decision/properties");
        var theirs = DOCUMENT.at("/components/schemas/OpenAiDecision/properties");

        assertThat(theirs.properties())
                .filteredOn(member -> !member.getKey().equals("not_assessed"))
                .hasSize(own.size() - 2)
                .allSatisfy(member -> assertThat(withoutDescription(member.getValue()))
                        .isEqualTo(withoutDescription(own.path(member.getKey()))));
    }

    private static JsonNode withoutDescription(JsonNode schema) {
        return schema.<ObjectNode>deepCopy().without("description");
    }

    @Test
    void every_schema_is_one_of_json_schema_2020_12() {
        Schema ofSchemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        List<JsonNode> schemas = TREE.findValues("schema");
        TREE.at("/components/schemas").forEach(schemas::add);

        assertThat(schemas).hasSizeGreaterThan(150);
        assertThat(schemas)
                .allSatisfy(schema -> assertThat(ofSchemas.validate(schema).stream()
                                .map(Error::toString)
                                .toList())
                        .as(schema.toString())
                        .isEmpty());
    }

    @Test
    void an_object_has_the_members_that_it_says_and_no_others() {
        Set<String> open = new TreeSet<>();
        TREE.at("/components/schemas").properties().forEach(schema -> {
            JsonNode json = schema.getValue();
            if (json.has("properties") && json.path("additionalProperties").asBoolean(true)) {
                open.add(schema.getKey());
            }
        });

        assertThat(open).containsExactly("TryForm");
    }
}
