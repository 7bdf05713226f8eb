package io.limpid.server.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with a problem where the web server refuses a request before any route sees it. */
public final class PlainErrors extends ErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PlainErrors.class);

    /** A restart takes about as long. */
    private static final String RETRY_AFTER_SECONDS = "5";

    /** Answers a request that ended in an error of the machine or of this program. */
    public static void answer(HttpServletResponse response, Error error) {
        LOG.error("a request failed", error);
        Problem problem = Problem.internal();
        response.setStatus(problem.status());
        response.setContentType(Problem.CONTENT_TYPE);
        try {
            response.getOutputStream().write(Json.bytes(problem.toJson()));
        } catch (IOException e) {
            LOG.debug("nobody is there to be told", e);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() < 400 ? 500 : response.getStatus();
        Problem problem = isOfTheRequest(status) ? Problem.badRequest(status) : Refusals.problem(status);
        response.setStatus(problem.status());
        SafeHeaders.put(response.getHeaders());
        if (!response.getHeaders().contains(RequestObserver.ID_HEADER)) {
            response.getHeaders()
                    .put(
                            RequestObserver.ID_HEADER,
                            Trace.id(request.getHeaders().get(RequestObserver.TRACE_HEADER)));
        }
        ErrorShape shape = ErrorShape.of(Request.getPathInContext(request));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, shape.contentType());
        if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        response.write(true, ByteBuffer.wrap(Json.bytes(shape.json(problem))), callback);
        return true;
    }

    /** These two are numbered as faults of a server, but say that the request is not HTTP as this server speaks it. */
    private static boolean isOfTheRequest(int status) {
        return status == HttpStatus.NOT_IMPLEMENTED_501 || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505;
    }
}
