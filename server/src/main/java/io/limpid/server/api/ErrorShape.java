package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a refusal is written. Clients of other services read none but their own. */
enum ErrorShape {
    /** As everywhere else: RFC 9457. */
    PROBLEM,
    OPENAI,
    GOOGLE;

    private static final String OPENAI_PATH = "/v1/moderations";
    private static final String GOOGLE_PATH = "/v1alpha1/";

    /** The shape for whoever asks for a path, whether there is anything at it or not. */
    static ErrorShape of(String path) {
        if (path.equals(OPENAI_PATH) || path.startsWith(OPENAI_PATH + "/")) {
            return OPENAI;
        }
        return path.startsWith(GOOGLE_PATH) ? GOOGLE : PROBLEM;
    }

    String contentType() {
        return this == PROBLEM ? Problem.CONTENT_TYPE : "application/json";
    }

    ObjectNode json(Problem problem) {
        return switch (this) {
            case PROBLEM -> problem.toJson();
            case OPENAI -> OpenAiError.of(problem);
            case GOOGLE -> GoogleError.of(problem);
        };
    }
}
