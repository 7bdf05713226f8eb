package io.limpid.server.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a rule its force back. */
@Command(
        name = "lift-brake",
        mixinStandardHelpOptions = true,
        header = "Give a braked rule its force back.",
        description =
                "Its matches are counted anew from then on, so that it is braked again if it goes on as it did. With"
                        + " --accept it is not: the share of posts that it went off at is what the rule is held to from then on.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 done, 1 there is no brake on it, 2 wrong usage, or no answer")
final class LiftBrakeCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "RULE", description = "Its id, such as spam.contact-funnel.")
    private String rule = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, in one line; it is public.")
    private String reason = "";

    @Option(names = "--accept", description = "What the rule hits is right: hold it to that from now on.")
    private boolean accept;

    @Mixin
    private ServerOption server = new ServerOption();

    LiftBrakeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ServerOption.Answer answer = server.delete(
                "/v1/rules/" + StageCommand.encoded(rule) + "/brake",
                JsonNodeFactory.instance.objectNode().put("reason", reason).put("accept", accept));
        if (!answer.isFine()) {
            console.err().println(answer.refusal());
            return ExitCode.DOES_NOT_HOLD;
        }
        console.out()
                .println("the brake of " + rule + " is lifted; it went off at "
                        + answer.json().path("lifted").path("at").asText() + ": "
                        + answer.json().path("lifted").path("why").asText());
        if (accept) {
            console.out()
                    .println("it is held to "
                            + answer.json().path("baseline").path("share").asText() + " of all posts from now on");
        }
        return ExitCode.FINE;
    }
}
