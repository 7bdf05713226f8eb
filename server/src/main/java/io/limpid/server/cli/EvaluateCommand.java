package io.limpid.server.cli;

import io.limpid.models.ModelEvaluation;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a model on posts that it was not trained on. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        header = "Measure a model on posts that it was not trained on.",
        description = {
            "Prints figures as Markdown: by data set, label, language, length and group mentioned, on the test part of each set,",
            "or on its dev part where the test part is held back."
        },
        footerHeading = "%nExit codes:%n",
        footer = "  0 measured, 2 a model or data that cannot be read")
final class EvaluateCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}")
    private ModelName name = ModelName.spam;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "The folder of the data sets.")
    private Path data = Path.of("");

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "The folder of models; by default that of the installation.")
    private @Nullable Path models;

    @Option(names = "--dev", description = "Leave the test parts alone, for tuning.")
    private boolean dev;

    @Option(names = "--card", description = "Write the figures into the model's card too, and plots beside it.")
    private boolean card;

    EvaluateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        NativeEngine.configure();
        Path folder = (models == null ? console.home().resolve("models") : models).resolve(name.name());
        try {
            console.out().println(ModelEvaluation.evaluate(folder, data, dev, card, console::say));
            return ExitCode.FINE;
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }
}
