package io.limpid.signal.classifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds the models of a folder. */
public final class ModelFolder {
    private ModelFolder() {}

    /**
     * Reads the model in {@code folder}, or each model in the folders in it, in order of name; none where there is no model. Weights
     * are not read.
     *
     * @throws IllegalArgumentException if a model's file is at fault, or two models have the same name; the message tells which
     */
    public static List<ModelFile> readAll(Path folder) {
        List<ModelFile> files = folders(folder).stream()
                .map(ModelFile::read)
                .sorted(Comparator.comparing(file -> file.description().name()))
                .toList();
        for (int next = 1; next < files.size(); next++) {
            String name = files.get(next).description().name();
            if (files.get(next - 1).description().name().equals(name)) {
                throw new IllegalArgumentException(folder + ": two models are named \"" + name + "\"");
            }
        }
        return files;
    }

    private static List<Path> folders(Path folder) {
        if (Files.isRegularFile(folder.resolve(ModelFile.NAME))) {
            return List.of(folder);
        }
        try (Stream<Path> children = Files.list(folder)) {
            // A training that was broken off leaves a hidden folder.
            return children.filter(child -> !child.getFileName().toString().startsWith("."))
                    .filter(child -> Files.isRegularFile(child.resolve(ModelFile.NAME)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }
}
