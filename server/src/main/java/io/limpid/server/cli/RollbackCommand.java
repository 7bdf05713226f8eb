package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.server.publish.StepStatement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings back the version that acted before. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        header = "Put the version in force again that acted before.",
        description =
                "At once, without gate and approvals. The version that acts now is retired; a newer one may follow it. Where none"
                        + " acts, the one that acted last comes back.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 done, 1 refused, 2 wrong usage, or no answer")
final class RollbackCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "Of the ruleset, such as spam.")
    private String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, in one line; it is public.")
    private String reason = "";

    @Mixin
    private StepSigning signing = new StepSigning();

    @Mixin
    private ServerOption server = new ServerOption();

    RollbackCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("reason", reason);
        String path = "/v1/rulesets/" + StageCommand.encoded(name);
        if (signing.isWanted()) {
            ServerOption.Answer known = server.get(path);
            JsonNode before = known.json().path("rollback_to");
            if (before.isMissingNode()) {
                console.err().println(known.isFine() ? "no version of " + name + " acted before" : known.refusal());
                return ExitCode.DOES_NOT_HOLD;
            }
            signing.note(before, StepStatement.ROLLBACK, reason, console)
                    .ifPresent(note -> body.put("signature", note));
        }
        return StageCommand.tell(server.post(path + "/rollback", body), console);
    }
}
