package io.limpid.server.web;

import io.javalin.Javalin;
import io.javalin.http.ForbiddenResponse;
import io.limpid.server.api.Access;
import io.limpid.server.publish.PublishedRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The rulebook on a server of its own, and a client that asks it. */
final class RulebookServer implements AutoCloseable {
    private final Javalin javalin;
    private final HttpClient client = HttpClient.newHttpClient();
    final SteppedClock clock = new SteppedClock();

    RulebookServer(PublishedRules rules) {
        this(rules, Disclosure.EVERYTHING);
    }

    RulebookServer(PublishedRules rules, Disclosure disclosure) {
        var rulebook = new Rulebook(rules, clock, disclosure);
        javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.routes.before(context -> {
                // As the service does where it asks for no keys.
                String origin = context.header("Origin");
                if (origin != null && !origin.startsWith("http://127.0.0.1:")) {
                    throw new ForbiddenResponse("a form that comes from " + origin);
                }
            });
            rulebook.addTo(config.routes, Access.EVERYBODY);
        });
        javalin.start("127.0.0.1", 0);
    }

    String url(String path) {
        return "http://127.0.0.1:" + javalin.port() + path;
    }

    HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> tryText(String text) {
        return post("text=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + "&language=");
    }

    HttpResponse<String> post(String form, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url(TryPage.PATH))).POST(HttpRequest.BodyPublishers.ofString(form));
        return send(headers.length == 0 ? request.header("Content-Type", Form.TYPE) : request.headers(headers));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
