package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A problem as clients of Google's interfaces read it, with what Perspective adds. */
final class GoogleError {
    private static final String DETAIL = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error";

    /** What Perspective's documentation calls these. */
    private static final Map<String, String> ERROR_TYPES = Map.of(
            "/problems/comment-empty", "COMMENT_EMPTY",
            "/problems/comment-too-long", "COMMENT_TOO_LONG",
            "/problems/no-requested-attributes", "NO_REQUESTED_ATTRIBUTES",
            "/problems/language-not-supported-by-attribute", "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE");

    private GoogleError() {}

    static ObjectNode of(Problem problem) {
        ObjectNode json = Json.object();
        ObjectNode error = json.putObject("error")
                .put("code", problem.status())
                .put("message", problem.summary())
                .put("status", status(problem.status()));
        if (problem.status() == 400) {
            error.putArray("details")
                    .addObject()
                    .put("@type", DETAIL)
                    .put("errorType", ERROR_TYPES.getOrDefault(problem.type(), "INVALID_REQUEST"));
        }
        return json;
    }

    private static String status(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 405, 501 -> "UNIMPLEMENTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> "UNAVAILABLE";
            default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
        };
    }
}
