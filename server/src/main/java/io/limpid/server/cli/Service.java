package io.limpid.server.cli;

import io.limpid.server.config.ServerConfig;
import io.limpid.server.config.StartRefusedException;
import java.net.URI;

/** A running service. */
public interface Service {
    /** Where it listens, such as {@code http://127.0.0.1:8080}. */
    URI address();

    /**
     * Waits until every model is loaded.
     *
     * @throws StartRefusedException if one cannot be loaded
     */
    void awaitModels();

    /** Takes no more requests, answers those that it took, and closes the log. */
    void stop();

    /** Starts a service; how one is put together is the program's affair, not that of its commands. */
    interface Starter {
        /**
         * Starts a service and returns when it can answer.
         *
         * @throws StartRefusedException if it cannot like this
         */
        Service start(ServerConfig config);
    }
}
