package io.limpid.server.cli;

import io.limpid.models.ModelTraining;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a model from data. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        header = "Make a model from data.",
        description = {
            "Reads the data sets, trains, calibrates and writes the model's folder: weights.safetensors, model.yaml, golden.jsonl.",
            "Seed, data and templates decide the weights to the byte on one kind of processor.",
            "Card and plots are written by `limpid models evaluate NAME --card`."
        },
        footerHeading = "%nExit codes:%n",
        footer = "  0 made, 2 data that cannot be read, or research data without --out")
final class TrainCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}")
    private ModelName name = ModelName.spam;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The folder of the data sets.")
    private Path data = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder of models that the new one is put in; by default that of the installation.")
    private @Nullable Path out;

    @Option(
            names = "--with-research-data",
            description =
                    "Learn from data sets for research only, too. The model is then for research only, and needs --out.")
    private boolean research;

    TrainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        NativeEngine.configure();
        if (research && out == null) {
            throw new UnusableInputException(
                    "a model trained with --with-research-data is for research only and must not take"
                            + " the place of a shipped one: name another folder with --out");
        }
        Path folder = out == null ? console.home().resolve("models") : out;
        try {
            Path made = ModelTraining.train(name.name(), data, research, folder, console::say);
            console.out().println(made);
            return ExitCode.FINE;
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }
}
