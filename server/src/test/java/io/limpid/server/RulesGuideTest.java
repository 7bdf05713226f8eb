package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who does what {@code docs/rules.md} says, in its order, sees what it shows.
 *
 * <p>Every fenced block of the page is one of three things. A block that begins with {@code $} is a session. One that follows a line
 * which ends in a file's name and a colon is that file's content, or, in the language {@code diff}, lines of it that change.
 */
class RulesGuideTest {
    static final Path PAGE = Path.of("../docs/rules.md");

    private static final Pattern BLOCK =
            Pattern.compile("(?:`(my-[^`\n]+)`:\n\n)?^```([a-z]*)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern RULEBOOK = Pattern.compile("http://127\\.0\\.0\\.1:8080/rulebook/[a-z./-]*[a-z]");

    /** Figures are written a moment after the decision, and a back-test takes one. */
    private static final int LOOKS = 200;

    @TempDir
    Path folder;

    @Test
    void who_follows_the_page_sees_what_it_shows() throws Exception {
        String page = Files.readString(PAGE);
        int files = 0;
        List<ShownCommand> commands = new ArrayList<>();
        try (var shell = Shell.terminal(folder)) {
            Matcher blocks = BLOCK.matcher(page);
            while (blocks.find()) {
                String file = blocks.group(1);
                String content = blocks.group(3);
                if (file == null) {
                    assertThat(content).startsWith("$ ");
                    for (ShownCommand command : ShownCommand.of(content)) {
                        commands.add(command);
                        run(shell, command);
                    }
                } else {
                    files++;
                    Path path = folder.resolve(file);
                    boolean isChange = blocks.group(2).equals("diff");
                    Files.writeString(path, isChange ? changed(Files.readString(path), content) : content);
                }
            }
            Matcher addresses = RULEBOOK.matcher(page);
            assertThat(addresses.find()).isTrue();
            assertThat(shell.run("curl -s " + addresses.group())).contains("<h1", "market.fake-tickets");
        }
        assertThat(files).isGreaterThanOrEqualTo(5);
        assertThat(commands)
                .extracting(ShownCommand::line)
                .anyMatch(line -> line.startsWith("./limpid rules publish "))
                .anyMatch(line -> line.startsWith("./limpid rules rollback "))
                .anyMatch(line -> line.startsWith("curl -s -X DELETE "));
    }

    private static void run(Shell shell, ShownCommand command) throws InterruptedException {
        boolean onlyLooks = command.line().matches("curl (?!.*-[dX] ).*");
        String came = shell.run(command.line());
        Optional<String> difference = command.difference(came);
        for (int i = 0; i < LOOKS && onlyLooks && difference.isPresent(); i++) {
            Thread.sleep(100);
            came = shell.run(command.line());
            difference = command.difference(came);
        }
        assertThat(difference).as("%s%nWhat came:%n%s", command.line(), came).isEmpty();
    }

    /** The text without the lines of {@code -}, and with those of {@code +} in the place of what stands above them. */
    private static String changed(String text, String changes) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int at = -1;
        for (String change : changes.lines().toList()) {
            String line = change.substring(1);
            if (change.startsWith("-")) {
                assertThat(lines).contains(line);
                at = lines.indexOf(line);
                lines.remove(at);
            } else if (change.startsWith("+")) {
                assertThat(at).as(change).isNotNegative();
                lines.add(at, line);
                at++;
            } else {
                at = lines.indexOf(line) + 1;
                assertThat(at).as(change).isPositive();
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
