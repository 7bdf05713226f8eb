package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A problem as OpenAI's clients read it. */
final class OpenAiError {
    private OpenAiError() {}

    static ObjectNode of(Problem problem) {
        ObjectNode json = Json.object();
        json.putObject("error")
                .put("message", problem.summary())
                .put("type", type(problem.status()))
                .put(
                        "param",
                        problem.errors().isEmpty()
                                ? null
                                : param(problem.errors().get(0).pointer()))
                .put("code", code(problem));
        return json;
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    /** OpenAI's word where its clients look for one, else our own name of the problem. */
    private static String code(Problem problem) {
        return switch (problem.status()) {
            case 401 -> "invalid_api_key";
            case 404 -> "unknown_url";
            case 429 -> "rate_limit_exceeded";
            default ->
                problem.type().substring(problem.type().lastIndexOf('/') + 1).replace('-', '_');
        };
    }

    /** A JSON Pointer as OpenAI writes places: {@code input[3].text}; null for the whole body. */
    private static @Nullable String param(String pointer) {
        if (pointer.isEmpty()) {
            return null;
        }
        var param = new StringBuilder();
        for (String part : pointer.split("/", -1)) {
            if (part.matches("[0-9]+")) {
                param.append('[').append(part).append(']');
            } else {
                param.append(param.isEmpty() ? "" : ".").append(part);
            }
        }
        return param.toString();
    }
}
