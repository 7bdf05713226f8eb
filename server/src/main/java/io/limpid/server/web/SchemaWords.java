package io.limpid.server.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.openapi.ApiDocument;
import io.limpid.server.web.Prose.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in a line what a schema takes, in the words of JSON, with links to the schemas that have names. */
final class SchemaWords {
    private SchemaWords() {}

    static List<Piece> of(JsonNode schema) {
        List<Piece> pieces = new ArrayList<>();
        add(pieces, schema);
        return pieces;
    }

    private static void add(List<Piece> pieces, JsonNode schema) {
        Optional<String> name = ApiDocument.schemaName(schema);
        if (name.isPresent()) {
            pieces.add(new Piece(name.get(), true, "#schema-" + name.get()));
            return;
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice)) {
                String between = "";
                for (JsonNode one : schema.path(choice)) {
                    pieces.add(Piece.of(between));
                    add(pieces, one);
                    between = " or ";
                }
                return;
            }
        }
        List<String> types = types(schema.path("type"));
        boolean orNull = types.size() > 1 && types.remove("null");
        if (schema.has("enum")) {
            String between = "";
            for (JsonNode value : schema.path("enum")) {
                pieces.add(Piece.of(between));
                pieces.add(Piece.code(value.asText()));
                between = ", ";
            }
        } else if (types.contains("array")) {
            pieces.add(Piece.of("array of "));
            add(pieces, schema.path("items"));
        } else if (types.contains("object")
                && schema.path("additionalProperties").isObject()) {
            pieces.add(Piece.of("object of "));
            add(pieces, schema.path("additionalProperties"));
        } else {
            pieces.add(Piece.of(types.isEmpty() ? "anything" : String.join(" or ", types)));
        }
        String bounds = bounds(schema);
        if (!bounds.isEmpty()) {
            pieces.add(Piece.of(", " + bounds));
        }
        if (schema.has("pattern")) {
            pieces.add(Piece.of(", "));
            pieces.add(Piece.code(schema.path("pattern").asText()));
        }
        if (orNull && !schema.has("enum")) {
            pieces.add(Piece.of(" or null"));
        }
        if (schema.has("default")) {
            pieces.add(Piece.of("; default "));
            pieces.add(Piece.code(schema.path("default").asText()));
        }
    }

    private static List<String> types(JsonNode type) {
        List<String> types = new ArrayList<>();
        if (type.isTextual()) {
            types.add(type.asText());
        }
        type.forEach(one -> types.add(one.asText()));
        return types;
    }

    private static String bounds(JsonNode schema) {
        List<String> bounds = new ArrayList<>();
        String format = schema.path("format").asText();
        if (format.startsWith("date")) {
            bounds.add(format);
        }
        range(schema, "minimum", "maximum", "").ifPresent(bounds::add);
        range(schema, "minLength", "maxLength", " characters").ifPresent(bounds::add);
        range(schema, "minItems", "maxItems", " items").ifPresent(bounds::add);
        range(schema, "minProperties", "maxProperties", " members").ifPresent(bounds::add);
        return String.join(", ", bounds);
    }

    private static Optional<String> range(JsonNode schema, String least, String most, String unit) {
        if (!schema.has(least) && !schema.has(most)) {
            return Optional.empty();
        }
        String from = schema.path(least).asText();
        String to = schema.path(most).asText();
        if (to.isEmpty()) {
            return Optional.of("at least " + from + unit);
        }
        return Optional.of((from.isEmpty() ? "at most " : from + " to ") + to + unit);
    }
}
