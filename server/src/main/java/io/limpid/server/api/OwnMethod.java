package io.limpid.server.api;

import java.util.Set;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Sees to it that a request has the method that stands in its first line, and one that there is.
 *
 * <p>Javalin takes another one from a header. Whoever guards the service, such as a proxy that lets {@code GET} pass, does not look
 * there. It also remembers each name that somebody thinks of. {@code HEAD} is asked of the routes as {@code GET}; the web server
 * leaves the body out.
 */
public final class OwnMethod implements HttpConfiguration.Customizer {
    private static final String OVERRIDE = "X-HTTP-Method-Override";

    private static final Set<String> KNOWN =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        if (!KNOWN.contains(request.getMethod())) {
            throw new HttpException.RuntimeException(HttpStatus.NOT_IMPLEMENTED_501);
        }
        boolean head = HttpMethod.HEAD.is(request.getMethod());
        if (!head && !request.getHeaders().contains(OVERRIDE)) {
            return request;
        }
        HttpFields headers =
                HttpFields.build(request.getHeaders()).remove(OVERRIDE).asImmutable();
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return headers;
            }

            @Override
            public String getMethod() {
                return head ? HttpMethod.GET.asString() : super.getMethod();
            }
        };
    }
}
