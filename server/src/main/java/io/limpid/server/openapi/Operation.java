package io.limpid.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that callers can ask for.
 *
 * @param method of HTTP, in capitals
 * @param path with places in braces, such as {@code /v1/decisions/{id}}
 * @param json the operation object of OpenAPI; its references are still in it
 * @param parameters those of the path and its own, without references
 */
public record Operation(String method, String path, JsonNode json, List<JsonNode> parameters) {
    public Operation {
        parameters = List.copyOf(parameters);
    }

    /** Its name, such as {@code moderate}. */
    public String id() {
        return json.path("operationId").asText();
    }

    /** What it belongs to, such as {@code Decisions}. */
    public String tag() {
        return json.path("tags").path(0).asText();
    }

    /** Roles of keys that it is for, or {@code everybody}. */
    public List<String> roles() {
        List<String> roles = new ArrayList<>();
        json.path("x-limpid-roles").forEach(role -> roles.add(role.asText()));
        return roles;
    }

    /** Whether a parameter in the query that is not listed is an error. */
    public boolean refusesUnknownParameters() {
        return json.path("x-limpid-unknown-parameters").asText().equals("refused");
    }
}
