package io.limpid.server.cli;

import io.limpid.server.log.LogPlace;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Maintainers;
import io.limpid.server.publish.Notices;
import io.limpid.signal.classifier.ModelFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A running service. */
public interface Service {
    /** Where it listens, such as {@code http://127.0.0.1:8080}. */
    URI address();

    /**
     * Waits until every model is loaded.
     *
     * @throws UnusableInputException if one cannot be loaded
     */
    void awaitModels();

    /** Takes no more requests, answers those that it took, and closes the log. */
    void stop();

    /** Starts a service; how one is put together is the program's affair, not that of its commands. */
    interface Starter {
        /**
         * Starts a service and returns when it can answer.
         *
         * @throws UnusableInputException if it cannot with these options
         */
        Service start(Options options);
    }

    /**
     * What a service needs to know.
     *
     * @param host name or address to listen on
     * @param port to listen on; 0 for any that is free
     * @param place of the log; its folder is made where it is missing
     * @param rulesets a ruleset, or a folder of rulesets, for the first start on the data folder
     * @param models those that rules may ask
     * @param modelMillis how long a post waits for a model, in milliseconds, from 1
     * @param retention how long content is kept
     * @param maintainers whose signatures are trusted
     * @param notices where the owner is told of what happens by itself
     * @param open whether callers need no keys
     */
    record Options(
            String host,
            int port,
            LogPlace place,
            Path rulesets,
            List<ModelFile> models,
            int modelMillis,
            Retention retention,
            Maintainers maintainers,
            Optional<Notices.Target> notices,
            boolean open) {}
}
