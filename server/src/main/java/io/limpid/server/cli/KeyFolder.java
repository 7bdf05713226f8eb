package io.limpid.server.cli;

import io.limpid.server.access.KeyStore;
import io.limpid.server.log.IoErrors;
import io.limpid.server.log.LogPlace;
import io.limpid.server.sqlite.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Option;

/** The data folder whose keys a command is about. */
final class KeyFolder {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of the service; made where it is missing. Default: data.")
    private Path data = Path.of("data");

    /** Its keys; the file is made where it is missing. */
    KeyStore open() {
        try {
            LogPlace.makeFolder(data);
            return KeyStore.open(data, Clock.systemUTC());
        } catch (IOException e) {
            throw new UnusableInputException("cannot make " + data + ": " + IoErrors.why(e));
        } catch (StoreUnavailableException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }

    /** Its keys, where there are any. */
    KeyStore existing() {
        if (!KeyStore.exists(data)) {
            throw new UnusableInputException("there are no keys in " + data + "; make one: limpid keys create --data "
                    + data + " --role admin --name YOU");
        }
        return open();
    }
}
