package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.publish.Bundle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Hands a bundle to a service. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        header = "Publish a signed bundle as a draft.",
        description =
                "The service checks who signed it, every rule and every test, and takes all or nothing. A draft decides nothing: limpid"
                        + " rules stage takes it further.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 it is published, 1 it is refused, 2 wrong usage, no bundle, or no answer")
final class PublishCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "As limpid rules pack and sign made it.")
    private Path file = Path.of("");

    @Mixin
    private ServerOption server = new ServerOption();

    PublishCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Bundle bundle = BundleFile.read(file);
        ServerOption.Answer answer = server.post("/v1/rulesets", "application/x-tar", bundle.archive());
        if (!answer.isFine()) {
            console.err().println(answer.refusal());
            return ExitCode.DOES_NOT_HOLD;
        }
        JsonNode version = answer.json();
        for (JsonNode warning : version.path("warnings")) {
            console.err().println(warning.asText());
        }
        console.out()
                .println(version.path("name").asText() + " "
                        + version.path("version").asText() + " "
                        + version.path("digest").asText() + " is "
                        + version.path("stage").asText() + ", log entry "
                        + version.path("log").path("index").asText());
        return ExitCode.FINE;
    }
}
