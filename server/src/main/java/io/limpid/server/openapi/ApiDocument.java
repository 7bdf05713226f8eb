package io.limpid.server.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * What callers can ask of the service and what they get, as an OpenAPI document.
 *
 * <p>It is written by hand, in {@code openapi.yaml}; tests hold it against the running service. Immutable.
 */
public final class ApiDocument {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");
    private static final ApiDocument PUBLISHED = read();

    private final JsonNode tree;
    private final byte[] json;
    private final List<Operation> operations;

    private ApiDocument(JsonNode tree, byte[] json) {
        this.tree = tree;
        this.json = json;
        this.operations = operations(tree);
    }

    /** The document of this program. */
    public static ApiDocument published() {
        return PUBLISHED;
    }

    private static ApiDocument read() {
        var settings = LoadSettings.builder()
                .setLabel("openapi.yaml")
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(0)
                .build();
        try (InputStream in = ApiDocument.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new AssertionError("no openapi.yaml");
            }
            var mapper = new JsonMapper();
            JsonNode tree = mapper.valueToTree(new Load(settings).loadFromInputStream(in));
            return new ApiDocument(tree, mapper.writeValueAsBytes(tree));
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of plain values has a JSON form", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read openapi.yaml", e);
        }
    }

    /** The document as JSON in UTF-8. */
    public byte[] json() {
        return json.clone();
    }

    /** A part of the document, by a JSON Pointer; missing where there is none. */
    public JsonNode at(String pointer) {
        return tree.at(pointer);
    }

    /** All operations, in the order in which they are written. */
    public List<Operation> operations() {
        return operations;
    }

    /** What a reference stands for; anything else stands for itself. */
    public JsonNode resolve(JsonNode node) {
        return resolve(tree, node);
    }

    /** The name of the schema that a reference leads to. */
    public static Optional<String> schemaName(JsonNode schema) {
        String ref = schema.path("$ref").asText();
        return ref.startsWith("#/components/schemas/")
                ? Optional.of(ref.substring(ref.lastIndexOf('/') + 1))
                : Optional.empty();
    }

    private static JsonNode resolve(JsonNode tree, JsonNode node) {
        JsonNode found = node;
        while (found.path("$ref").isTextual()) {
            String ref = found.path("$ref").textValue();
            found = tree.at(ref.substring(1));
            if (found.isMissingNode()) {
                throw new AssertionError("openapi.yaml refers to " + ref + ", which is not there");
            }
        }
        return found;
    }

    private static List<Operation> operations(JsonNode tree) {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : tree.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
                if (METHODS.contains(member.getKey())) {
                    List<JsonNode> parameters = new ArrayList<>();
                    path.getValue().path("parameters").forEach(one -> parameters.add(resolve(tree, one)));
                    member.getValue().path("parameters").forEach(one -> parameters.add(resolve(tree, one)));
                    operations.add(new Operation(
                            member.getKey().toUpperCase(Locale.ROOT), path.getKey(), member.getValue(), parameters));
                }
            }
        }
        return List.copyOf(operations);
    }
}
