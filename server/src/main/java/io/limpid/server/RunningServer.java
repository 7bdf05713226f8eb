package io.limpid.server;

import io.javalin.Javalin;
import io.javalin.router.ParsedEndpoint;
import io.javalin.security.Roles;
import io.limpid.server.config.ServerConfig.Listening;
import io.limpid.server.config.StartRefusedException;
import io.limpid.signal.classifier.BatchingClassifier;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that answers. Safe for many threads. */
public final class RunningServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);

    /** How long requests under way may take once the server is told to stop. */
    private static final long DRAIN_NANOS = 10_000_000_000L;

    /** For how long there must be no request before the server stops: one may be on its way on an open connection. */
    private static final long QUIET_NANOS = 200_000_000L;

    private final Listening listening;
    private final Javalin javalin;
    private final GracefulHandler requests;
    private final AtomicBoolean draining;
    private final List<BatchingClassifier> classifiers;
    private final List<Runnable> closing;

    /**
     * A server that listens.
     *
     * @param closing what is done after the last request, in this order
     */
    RunningServer(
            Listening listening,
            Javalin javalin,
            GracefulHandler requests,
            AtomicBoolean draining,
            List<BatchingClassifier> classifiers,
            List<Runnable> closing) {
        this.listening = listening;
        this.javalin = javalin;
        this.requests = requests;
        this.draining = draining;
        this.classifiers = List.copyOf(classifiers);
        this.closing = List.copyOf(closing);
    }

    /** Whom each route is for, by method and path, such as {@code GET /v1/keys}. */
    Map<String, Set<String>> routes() {
        Map<String, Set<String>> routes = new TreeMap<>();
        for (ParsedEndpoint route : javalin.unsafe.internalRouter.allHttpHandlers()) {
            Roles roles = route.endpoint.metadata(Roles.class);
            if (route.endpoint.method.isHttpMethod() && roles != null) {
                Set<String> names = new TreeSet<>();
                roles.getRoles().forEach(role -> names.add(role.toString().toLowerCase(Locale.ROOT)));
                routes.put(route.endpoint.method + " " + route.endpoint.path, names);
            }
        }
        return routes;
    }

    /** The port that it listens on. */
    public int port() {
        return javalin.port();
    }

    /** Where it answers, such as {@code http://127.0.0.1:8080}. */
    public String url() {
        String host = listening.host();
        String scheme = listening.tls().isPresent() ? "https" : "http";
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /**
     * Waits until every model is loaded.
     *
     * @throws StartRefusedException if one cannot be loaded
     */
    public void awaitModels() {
        for (BatchingClassifier classifier : classifiers) {
            try {
                classifier.awaitLoaded();
            } catch (RuntimeException e) {
                throw new StartRefusedException(
                        "cannot load the model " + classifier.model().name() + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Takes no more connections, answers the requests under way, and closes the log. A second call does nothing.
     *
     * <p>Requests under way have ten seconds. Then what waits for the log is committed, which takes as long as the disk takes, and
     * callers have up to thirty seconds to take the answers that are left.
     */
    @Override
    public void close() {
        if (draining.getAndSet(true)) {
            return;
        }
        for (Connector connector : javalin.jettyServer().server().getConnectors()) {
            if (connector instanceof AbstractConnector listening) {
                // A request whose body comes with pauses has as long as every other.
                listening.setShutdownIdleTimeout(TimeUnit.NANOSECONDS.toMillis(DRAIN_NANOS));
                // It completes when connections are gone; what matters here is that requests are.
                var unused = listening.shutdown();
            }
        }
        awaitQuiet();
        try {
            javalin.stop();
        } finally {
            closing.forEach(RunningServer::closeOne);
        }
    }

    /** Whatever goes wrong with one, the others are closed, the log last of all. */
    private static void closeOne(Runnable closing) {
        try {
            closing.run();
        } catch (RuntimeException e) {
            LOG.error("a part of the service could not be closed", e);
        }
    }

    private void awaitQuiet() {
        long start = System.nanoTime();
        long quietSince = start;
        try {
            while (System.nanoTime() - start < DRAIN_NANOS && System.nanoTime() - quietSince < QUIET_NANOS) {
                if (requests.getCurrentRequestCount() > 0) {
                    quietSince = System.nanoTime();
                }
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
