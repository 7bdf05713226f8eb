package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/** How a refusal is written. Clients of other services read none but their own. */
enum ErrorShape {
    /** As everywhere else: RFC 9457. */
    PROBLEM(Problem.CONTENT_TYPE, Problem::toJson),
    OPENAI("application/json", OpenAiError::of),
    GOOGLE("application/json", GoogleError::of);

    private static final String OPENAI_PATH = "/v1/moderations";
    private static final String GOOGLE_PATH = "/v1alpha1/";

    private final String contentType;
    private final Function<Problem, ObjectNode> writer;

    ErrorShape(String contentType, Function<Problem, ObjectNode> writer) {
        this.contentType = contentType;
        this.writer = writer;
    }

    /** The shape for whoever asks for a path, whether there is anything at it or not. */
    static ErrorShape of(String path) {
        if (path.equals(OPENAI_PATH) || path.startsWith(OPENAI_PATH + "/")) {
            return OPENAI;
        }
        return path.startsWith(GOOGLE_PATH) ? GOOGLE : PROBLEM;
    }

    String contentType() {
        return contentType;
    }

    ObjectNode json(Problem problem) {
        return writer.apply(problem);
    }
}
