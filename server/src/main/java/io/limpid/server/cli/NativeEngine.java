package io.limpid.server.cli;

import io.limpid.signal.classifier.ModelFile;
import io.limpid.signal.classifier.TrainedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads models with Deep Java Library, which reads weights and trains by PyTorch, set up so that it touches no network and nobody's
 * home. Safe for many threads.
 */
public final class NativeEngine {
    /** Where the library unpacks PyTorch, some 430 MB, once for all later starts. */
    private static final String FOLDER = "ENGINE_CACHE_DIR";

    private NativeEngine() {}

    /** Loads a model; the first one of a process loads PyTorch, which takes seconds, and longer where it has to be unpacked. */
    public static synchronized TrainedModel load(ModelFile file) {
        configure();
        return TrainedModel.load(file);
    }

    /** Sets what the library takes from system properties, to be called before its first use. What somebody set already stays. */
    static synchronized void configure() {
        set("ai.djl.offline", "true");
        // To read weights takes no more than one thread, and training adds up in one order only on one.
        set("ai.djl.pytorch.num_threads", "1");
        set("ai.djl.pytorch.num_interop_threads", "1");
        if (System.getenv(FOLDER) == null && System.getProperty(FOLDER) == null) {
            System.setProperty(FOLDER, folder().toString());
        }
    }

    private static void set(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Beside the program; where that is not to be written, a folder of this process that goes with it. */
    private static Path folder() {
        Path program = Path.of(URI.create(NativeEngine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        Path beside = program.resolveSibling("engine");
        try {
            Files.createDirectories(beside);
        } catch (IOException e) {
            // It may be there and somebody else's, or it may not be there at all.
        }
        if (Files.isWritable(beside)) {
            return beside;
        }
        try {
            return TemporaryFolder.make("limpid-engine").path();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder to unpack PyTorch into", e);
        }
    }
}
