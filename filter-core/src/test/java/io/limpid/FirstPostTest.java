package io.limpid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.text.Post;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a filter needs to read it reads when it is built. Seen from outside: by the classes that a fresh JVM loads, and when. */
class FirstPostTest {
    private static final Pattern READERS = Pattern.compile(
            "com\\.google\\.i18n\\.|com\\.google\\.thirdparty\\.|com\\.ibm\\.icu\\.|opennlp\\.|io\\.limpid\\.text\\..*\\$Table");

    @TempDir
    @Nullable
    Path temp;

    @Test
    void the_first_post_waits_for_no_table_and_no_model() throws Exception {
        List<String> loaded = classesLoaded(Everything.class);
        int ready = loaded.indexOf(Ready.class.getName());

        assertThat(ready).isPositive();
        assertThat(loaded.subList(0, ready)).anyMatch(name -> name.startsWith("opennlp."));
        assertThat(loaded.subList(ready, loaded.size()).stream()
                        .filter(name -> READERS.matcher(name).lookingAt()))
                .isEmpty();
    }

    @Test
    void what_no_rule_asks_for_is_never_read() throws Exception {
        List<String> loaded = classesLoaded(WordsAlone.class);

        assertThat(loaded).contains(Ready.class.getName());
        assertThat(loaded)
                .noneMatch(name -> name.startsWith("opennlp.")
                        || name.startsWith("com.google.i18n.")
                        || name.equals("io.limpid.text.SimplifiedFold$Table"));
    }

    private List<String> classesLoaded(Class<?> program) throws IOException, InterruptedException {
        if (temp == null) {
            throw new AssertionError("no temporary folder");
        }
        Path log = temp.resolve("classes.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log.getFileName() + ":none:filecount=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).describedAs(output).isZero();
        return Files.readAllLines(log).stream()
                .map(line -> line.substring(0, Math.max(0, line.indexOf(' '))))
                .toList();
    }

    /** Loaded when the filter stands. */
    private static final class Ready {
        static void now() {}
    }

    /** Posts in Chinese and English with something for every detector. */
    private static void decide(ContentFilter filter) {
        Ready.now();
        filter.decide(
                Post.of("\u52A0\u8587\u4FE1 \uFF27\uFF2F\uFF2C\uFF24 g\u043Eld \u2460 \u00DF call +49 30 901820 or"
                        + " 0044 20 7946 0018, me@example.org, https://p\u0430ypal.com/a"),
                Surroundings.NONE);
        filter.decide(
                Post.of("gold in a text that is long enough to tell its language by its words"), Surroundings.NONE);
    }

    /** A filter whose rules ask for everything. */
    static final class Everything {
        public static void main(String[] args) {
            decide(RulesetKit.named("sample")
                    .list("metals", "gold")
                    .list("names", "paypal.com")
                    .rule("a", """
                            signals:
                              a: {list: metals, fold: [width, case, invisible, confusable, leet, repeat, simplified, skip]}
                              b: {regex: '[0-9]', fold: [width, invisible, digits]}
                              c: {personal: [phone, email, ip-address]}
                              d: {link: look-alike, names: names}
                              e: {link: any}
                            when: a && (b || c || d || e || language == 'en')
                            scope: {languages: [en, zh]}
                            """)
                    .filter());
        }
    }

    /** A filter whose rules ask for words and addresses only. */
    static final class WordsAlone {
        public static void main(String[] args) {
            decide(RulesetKit.named("sample")
                    .list("metals", "gold")
                    .rule("a", """
                            signals:
                              a: {list: metals, fold: [case]}
                              b: {personal: email}
                            when: a || b
                            """)
                    .filter());
        }
    }
}
