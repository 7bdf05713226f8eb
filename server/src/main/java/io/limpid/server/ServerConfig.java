package io.limpid.server;

import io.limpid.server.log.LogPlace;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Maintainers;
import io.limpid.server.publish.Notices;
import io.limpid.signal.classifier.ModelFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a server is to run.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param place where the log lies; its folder holds the rulesets in force, too
 * @param rulesets the folder whose rulesets a first start puts in force
 * @param models those that rules may ask
 * @param modelMillis how long a post waits for a model, in milliseconds
 * @param retention how long content is kept
 * @param maintainers whose signatures are trusted
 * @param notices where the owner is told of what happens by itself
 * @param open whether callers need no keys; only for a loopback address. Else there has to be a key to begin with
 */
public record ServerConfig(
        String host,
        int port,
        LogPlace place,
        Path rulesets,
        List<ModelFile> models,
        int modelMillis,
        Retention retention,
        Maintainers maintainers,
        Optional<Notices.Target> notices,
        boolean open) {
    /** No caller waits longer than this for an answer. */
    private static final int MOST_MODEL_MILLIS = 60_000;

    /**
     * @throws StartRefusedException with everything that is wrong
     */
    public ServerConfig {
        models = List.copyOf(models);
        List<String> problems = new ArrayList<>();
        if (port < 0 || port > 65_535) {
            problems.add("the port is 0 to 65535, not " + port);
        }
        if (modelMillis < 1 || modelMillis > MOST_MODEL_MILLIS) {
            problems.add("the deadline of models is 1 to " + MOST_MODEL_MILLIS + " ms, not " + modelMillis);
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
}
