package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.api.PlainErrors;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers hear where the web server answers before the program does. */
class PlainErrorsTest {
    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setErrorHandler(new PlainErrors());
        // The path is the status that is asked for.
        jetty.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                int status = Integer.parseInt(Request.getPathInContext(request).substring(1));
                Response.writeError(request, response, callback, status);
                return true;
            }
        });
        jetty.start();
    }

    @AfterEach
    void stop() throws Exception {
        jetty.stop();
    }

    @Test
    void the_status_in_the_body_is_the_status_of_the_answer() throws Exception {
        for (int status : new int[] {400, 404, 405, 413, 414, 415, 431, 500, 501, 503, 505}) {
            HttpResponse<String> answer = get(status);

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(json(answer).path("status").asInt()).isEqualTo(status);
        }
    }

    @Test
    void who_is_sent_away_for_now_is_told_when_to_come_back() throws Exception {
        assertThat(get(503).headers().firstValue("Retry-After")).contains("5");
        assertThat(get(500).headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void every_answer_has_an_id() throws Exception {
        assertThat(get(414).headers().firstValue("X-Request-Id")).get(STRING).matches("[0-9a-f]{32}");
        try (var wire = new Wire(connector.getLocalPort())) {
            String trace = "4bf92f3577b34da6a3ce929d0e0e4736";

            assertThat(wire.get("/400", "Host: limpid\r\ntraceparent: 00-" + trace + "-00f067aa0ba902b7-01")
                            .headers())
                    .containsEntry("x-request-id", trace);
        }
    }

    @Test
    void another_version_of_http_is_refused_as_such() throws Exception {
        try (var wire = new Wire(connector.getLocalPort())) {
            wire.send("GET /200 HTTP/7.3\r\nHost: limpid\r\n\r\n", new byte[0]);
            Wire.Answer answer = wire.answer();

            assertThat(answer.status()).isEqualTo(505);
            assertThat(answer.json().path("status").asInt()).isEqualTo(505);
            assertThat(answer.json().path("type").asText()).isEqualTo("/problems/bad-request");
        }
    }

    private HttpResponse<String> get(int status) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/" + status);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return Client.JSON.readTree(answer.body());
    }
}
