package io.limpid.server.cli;

import io.limpid.rule.Ruleset;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Explains to a person what every rule makes of a post. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Explain what each layer saw in a text, and what each rule made of that.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid rules explain --text \"加薇✓信 abc1234 领取\"",
            "  limpid rules explain --text \"hello\" --rule spam.contact-funnel     why not this rule?"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--text", paramLabel = "TEXT", required = true, description = "The text of the post.")
    private String text = "";

    @Option(names = "--language", paramLabel = "TAG", description = "Its declared language, such as en or zh.")
    private @Nullable String language;

    @Option(names = "--surface", paramLabel = "SURFACE", description = "post, comment, message or profile.")
    private @Nullable String surface;

    @Option(
            names = "--rule",
            paramLabel = "ID",
            description = "Tell of this rule whether it was a candidate or not (repeatable). Default: the candidates.")
    private List<String> only = new ArrayList<>();

    @Mixin
    private RulesetsOption rulesets = new RulesetsOption();

    ExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Post post = post();
        List<Ruleset> loaded = rulesets.load(console);
        Set<String> unknown = new TreeSet<>(only);
        loaded.forEach(ruleset -> ruleset.rules().forEach(rule -> unknown.remove(rule.id())));
        if (!unknown.isEmpty()) {
            throw new UnusableInputException("no rule " + String.join(", ", unknown) + " in the rulesets");
        }
        Walkthrough.print(post, loaded, only, console.out()::println);
        return ExitCode.FINE;
    }

    private Post post() {
        try {
            Post post = Post.of(text);
            post = language == null ? post : post.withLanguage(language);
            return surface == null ? post : post.withSurface(surface);
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException("this is no post: " + e.getMessage());
        }
    }
}
