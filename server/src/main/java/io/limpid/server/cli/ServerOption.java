package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.server.log.IoErrors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine.Option;

/** A running service that a command talks to. */
final class ServerOption {
    private static final JsonMapper JSON = new JsonMapper();

    /** A bundle's tests may take some time. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Where the service answers. Default: http://127.0.0.1:8080.")
    private String server = "http://127.0.0.1:8080";

    /** What a service answered: what was asked for, or a problem (RFC 9457). */
    record Answer(int status, JsonNode json) {
        /** Whether it did what was asked. */
        boolean isFine() {
            return status < 300;
        }

        /** Why it did not: a line for each thing, with its place where there is one. */
        String refusal() {
            var lines = new StringBuilder(json.path("title").asText("refused"))
                    .append(" (")
                    .append(status)
                    .append(")");
            JsonNode errors = json.path("errors");
            if (errors.isEmpty()) {
                lines.append("\n").append(json.path("detail").asText());
            }
            for (JsonNode error : errors) {
                String place = error.path("pointer").asText();
                lines.append("\n")
                        .append(place.isEmpty() ? "" : place + ": ")
                        .append(error.path("detail").asText());
            }
            return lines.toString();
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer delete(String path, JsonNode body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method("DELETE", BodyPublishers.ofString(body.toString())));
    }

    Answer post(String path, String type, byte[] body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    Answer post(String path, JsonNode body) {
        return post(path, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(server).resolve(path)).timeout(PATIENCE);
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException("--server: " + server + " is no address such as http://127.0.0.1:8080");
        }
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response =
                    HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UnusableInputException(
                    "no answer from " + server + "; is it running? limpid serve starts one (" + IoErrors.why(e) + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnusableInputException("interrupted before " + server + " answered");
        }
    }
}
