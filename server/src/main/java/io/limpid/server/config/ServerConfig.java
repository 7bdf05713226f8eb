package io.limpid.server.config;

import io.limpid.server.access.Limits;
import io.limpid.server.access.OnFailure;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Maintainers;
import io.limpid.server.webhook.WebhookSettings;
import io.limpid.signal.classifier.ModelFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a server is to run.
 *
 * @param listening where it is reached
 * @param place where the log lies; its folder holds the rulesets in force, too
 * @param rulesets the folder whose rulesets a first start puts in force
 * @param models those that rules may ask, and what happens without them
 * @param retention how long content is kept
 * @param maintainers whose signatures are trusted
 * @param webhooks who is told of what changes after an answer
 * @param limits how much it takes on
 * @param logs how it talks on standard error
 */
public record ServerConfig(
        Listening listening,
        LogPlace place,
        Path rulesets,
        ModelSettings models,
        Retention retention,
        Maintainers maintainers,
        WebhookSettings webhooks,
        Limits limits,
        Logs logs) {

    /** The form of a line on standard error. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /**
     * How a server talks on standard error.
     *
     * @param requests whether it says a line of each request
     */
    public record Logs(LogFormat format, boolean requests) {
        /** Text, and not of each request. */
        public static final Logs USUAL = new Logs(LogFormat.TEXT, false);
    }

    /**
     * Where a server is reached, and by whom.
     *
     * @param host the address to listen on
     * @param port 0 for any free one
     * @param open whether callers need no keys; only for a loopback address. Else there has to be a key to begin with
     * @param tls what it speaks HTTPS with; empty for HTTP
     * @param proxies whose word on the client's address is taken
     */
    public record Listening(String host, int port, boolean open, Optional<TlsFiles> tls, List<String> proxies) {
        /**
         * @throws StartRefusedException with everything that is wrong
         */
        public Listening {
            proxies = List.copyOf(proxies);
            List<String> problems = new ArrayList<>();
            if (port < 0 || port > 65_535) {
                problems.add("the port is 0 to 65535, not " + port);
            }
            try {
                // An empty name would be looked up as this machine.
                if (host.isBlank()) {
                    problems.add("the host is missing; --host takes a name or an address, such as 127.0.0.1");
                } else if (open
                        && !Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress)) {
                    problems.add("--open lets everybody in, so it is for a loopback address only, not for " + host);
                }
            } catch (UnknownHostException e) {
                problems.add("no such host: " + host);
            }
            if (!problems.isEmpty()) {
                throw new StartRefusedException(String.join("\n", problems), null);
            }
        }

        /** On this machine only, for whoever is on it. */
        public static Listening openly(int port) {
            return new Listening("127.0.0.1", port, true, Optional.empty(), List.of());
        }
    }

    /**
     * The models, and how long they are waited for.
     *
     * @param files each as published
     * @param deadlineMillis how long a post waits for a model, in milliseconds, from 1
     * @param onFailure what becomes of a post that a layer failed on
     * @param platforms for which something else holds
     */
    public record ModelSettings(
            List<ModelFile> files, int deadlineMillis, OnFailure onFailure, Map<String, OnFailure> platforms) {
        public ModelSettings {
            files = List.copyOf(files);
            platforms = Collections.unmodifiableMap(new TreeMap<>(platforms));
            if (deadlineMillis < 1) {
                throw new IllegalArgumentException("no deadline");
            }
        }

        /** What holds for a platform; null where callers are not told apart. */
        public OnFailure onFailureOf(@Nullable String platform) {
            return platform == null ? onFailure : platforms.getOrDefault(platform, onFailure);
        }

        /** Waited for as long as callers usually do, and done without where they fail. */
        public static ModelSettings of(List<ModelFile> files, int deadlineMillis) {
            return new ModelSettings(files, deadlineMillis, OnFailure.OPEN, Map.of());
        }
    }
}
