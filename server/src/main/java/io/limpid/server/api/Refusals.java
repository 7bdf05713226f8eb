package io.limpid.server.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.limpid.server.log.LogOverloadedException;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.sqlite.StoreUnavailableException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into answers. Safe for many threads. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final Bodies bodies;

    Refusals(Bodies bodies) {
        this.bodies = bodies;
    }

    void addTo(RoutesConfig routes) {
        routes.exception(RefusedException.class, (e, context) -> refuse(context, e.problem()));
        routes.exception(LogUnavailableException.class, (e, context) -> {
            LOG.error("the log cannot be used", e);
            refuse(context, Problem.logUnavailable());
        });
        routes.exception(
                LogOverloadedException.class,
                (e, context) ->
                        refuse(context, Problem.overloaded("more waits for the log than it takes; try again shortly")));
        routes.exception(StoreUnavailableException.class, (e, context) -> {
            LOG.error("a store cannot be used", e);
            refuse(context, Problem.storeUnavailable());
        });
        routes.exception(MethodNotAllowedResponse.class, (e, context) -> {
            context.header("Allow", String.join(", ", e.getDetails().values()));
            refuse(context, problem(e.getStatus()));
        });
        routes.exception(HttpResponseException.class, (e, context) -> refuse(context, problem(e.getStatus())));
        routes.exception(IOException.class, (e, context) -> {
            boolean late = e.getCause() instanceof TimeoutException;
            if (!late && !isGone(e)) {
                fail(context, e);
                return;
            }
            LOG.debug("a caller went away, or did not go on", e);
            context.header("Connection", "close");
            write(context, Problem.badRequest(late ? 408 : 400));
        });
        routes.exception(Exception.class, (e, context) -> fail(context, e));
    }

    /** Whether there is nobody any more at the other end. */
    private static boolean isGone(IOException e) {
        return e instanceof EOFException || e instanceof ClosedChannelException || e instanceof SocketException;
    }

    private void fail(Context context, Exception e) {
        LOG.atError()
                .setCause(e)
                .addKeyValue("request_id", RequestObserver.id(context))
                .log("a request failed");
        refuse(context, Problem.internal());
    }

    private void refuse(Context context, Problem problem) {
        if (problem.status() == 503 && !context.res().containsHeader("Retry-After")) {
            context.header("Retry-After", problem.type().endsWith("/overloaded") ? "1" : "5");
        }
        if (problem.status() == 503 && context.path().equals(Gatekeeper.BATCH)) {
            // Who has too much to do does not wait for the rest of a batch that it refuses.
            context.header("Connection", "close");
        } else {
            bodies.readOn(context);
        }
        write(context, problem);
    }

    private static void write(Context context, Problem problem) {
        ErrorShape shape = ErrorShape.of(context.path());
        context.status(problem.status()).contentType(shape.contentType()).result(Json.bytes(shape.json(problem)));
    }

    /** What a caller is told where HTTP itself refuses. */
    static Problem problem(int status) {
        return switch (status) {
            case 404 -> Problem.notFound("there is nothing at this path");
            case 405 -> Problem.methodNotAllowed("this path takes another method");
            case 413 -> RequestReader.tooManyBytes();
            case 415 -> Problem.unsupportedType("send JSON");
            case 503 -> Problem.overloaded("the server is about to stop or has too much to do");
            default -> status >= 400 && status < 500 ? Problem.badRequest(status) : Problem.internal();
        };
    }
}
