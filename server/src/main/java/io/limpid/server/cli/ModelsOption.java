package io.limpid.server.cli;

import io.limpid.signal.classifier.ModelFile;
import io.limpid.signal.classifier.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which models rules may ask. */
final class ModelsOption {
    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "A model, or a folder of models. Default: those that come with limpid.")
    private @Nullable Path folder;

    /** The folder asked for, else the one of the installation. */
    Path folder(Console console) {
        return folder != null ? folder : console.home().resolve("models");
    }

    /**
     * The models, as published; their weights are not read yet.
     *
     * @throws UnusableInputException if the folder asked for is none, or a model's file is at fault
     */
    List<ModelFile> read(Console console) {
        Path models = folder(console);
        if (!Files.isDirectory(models)) {
            if (folder == null) {
                return List.of();
            }
            throw new UnusableInputException(
                    Files.exists(models) ? models + " is no folder" : "there is no folder " + models);
        }
        try {
            return ModelFolder.readAll(models);
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }
}
