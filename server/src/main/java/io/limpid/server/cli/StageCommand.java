package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.server.publish.VersionStage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a version one step further. */
@Command(
        name = "stage",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Take a published version to shadow, active or retired.",
        description = {
            "In shadow a version is evaluated with every post and never acts. An active one replaces the version that acted before,"
                    + " at once.",
            "With --key the step is signed, and the log names the maintainer; where a ruleset asks for two approvals, two have to"
                    + " sign. A signature holds for this step at this service, and for no other."
        },
        footerHeading = "%nExit codes:%n",
        footer = "  0 done, or noted until another maintainer confirms; 1 refused; 2 wrong usage, or no answer")
final class StageCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "NAME", description = "Of the ruleset, such as spam.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "Such as 2026.12.0.")
    private String version = "";

    @Parameters(index = "2", paramLabel = "STAGE", description = "shadow, active or retired.")
    private String stage = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, in one line; it is public.")
    private String reason = "";

    @Mixin
    private StepSigning signing = new StepSigning();

    @Mixin
    private ServerOption server = new ServerOption();

    StageCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        VersionStage to = VersionStage.parse(stage)
                .filter(one -> one != VersionStage.DRAFT)
                .orElseThrow(() -> new UnusableInputException(
                        "there is no stage \"" + stage + "\" to go to; one of: shadow, active, retired"));
        String path = "/v1/rulesets/" + encoded(name) + "/versions/" + encoded(version);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("stage", to.id()).put("reason", reason);
        if (signing.isWanted()) {
            ServerOption.Answer known = server.get(path);
            if (!known.isFine()) {
                console.err().println(known.refusal());
                return ExitCode.DOES_NOT_HOLD;
            }
            signing.note(known.json(), to.id(), reason, console).ifPresent(note -> body.put("signature", note));
        }
        return tell(server.post(path + "/stage", body), console);
    }

    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Says what came of a step. */
    static int tell(ServerOption.Answer answer, Console console) {
        if (!answer.isFine()) {
            console.err().println(answer.refusal());
            return ExitCode.DOES_NOT_HOLD;
        }
        JsonNode version = answer.json();
        String what =
                version.path("name").asText() + " " + version.path("version").asText() + " is "
                        + version.path("stage").asText() + ", log entry "
                        + version.path("log").path("index").asText();
        JsonNode approvals = version.path("approvals");
        if (approvals.isObject()) {
            what += "; noted, and waits for another maintainer to sign the same step ("
                    + approvals.path("by").size() + " of "
                    + approvals.path("needed").asText() + ")";
        }
        console.out().println(what);
        return ExitCode.FINE;
    }
}
