package io.limpid.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Invented posts, each written to try one ability of a model: to see a threat, to see through a misspelling, to tell hatred from
 * its denial or its quotation. No model learns from them, and they were written without sight of the templates that models learn from.
 *
 * <p>After the manner of Röttger et al., HateCheck: Functional Tests for Hate Speech Detection Models, ACL 2021; its kinds, none
 * of its sentences. A function is a post's {@link Example#detail detail}.
 */
final class FunctionalTests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FunctionalTests() {}

    /** Those of an area, in the order of their file; none if there is no file. */
    static List<Example> of(String area) {
        URL file = FunctionalTests.class.getResource("functional/" + area + ".jsonl");
        var examples = new ArrayList<Example>();
        try {
            for (String line : file == null ? List.<String>of() : Resources.readLines(file, StandardCharsets.UTF_8)) {
                JsonNode row = JSON.readTree(line);
                examples.add(new Example(
                        row.required("id").asText(),
                        row.required("text").asText(),
                        row.required("lang").asText(),
                        area,
                        "",
                        row.required("y").asInt() == 1,
                        "functional",
                        row.required("function").asText()));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is no JSON Lines file", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return examples;
    }
}
