package io.limpid.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.rule.Action;
import io.limpid.rule.Category;
import io.limpid.rule.Facts;
import io.limpid.server.publish.VersionStage;
import io.limpid.signal.LinkTrait;
import io.limpid.signal.PersonalKind;
import io.limpid.text.Post;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Words ENGLISH = Words.in(ReaderLanguage.EN);
    private static final Words CHINESE = Words.in(ReaderLanguage.ZH);

    @Test
    void both_languages_say_the_same_things() {
        assertThat(CHINESE.keys()).isEqualTo(ENGLISH.keys());
    }

    @Test
    void both_languages_put_in_the_same_things() {
        for (String key : ENGLISH.keys()) {
            if (!key.endsWith(".one")) {
                assertThat(places(CHINESE.say(key))).as(key).isEqualTo(places(ENGLISH.say(key)));
            }
        }
    }

    private static Set<String> places(String text) {
        return Pattern.compile("\\{\\d}")
                .matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toSet());
    }

    @Test
    void every_key_that_a_page_or_a_class_names_has_words() throws IOException {
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> pages = Files.list(Path.of("src/main/jte"));
                Stream<Path> classes = Files.list(Path.of("src/main/java/io/limpid/server/web"))) {
            for (Path file : Stream.concat(pages, classes).toList()) {
                Matcher say = Pattern.compile("(say|count)\\(\\s*\"([a-z0-9.-]+[a-z0-9])\"")
                        .matcher(Files.readString(file));
                while (say.find()) {
                    Stream.of(say.group(2), say.group(2) + ".one")
                            .limit(say.group(1).equals("count") ? 2 : 1)
                            .filter(key -> !ENGLISH.has(key))
                            .forEach(missing::add);
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everything_that_rules_can_name_has_words() {
        Stream.of(
                        Stream.of(Action.values()).map(action -> "action." + action.id()),
                        Stream.of(Action.values()).map(action -> "try.outcome." + action.id()),
                        Stream.of(Category.values()).map(category -> "category.about." + category.id()),
                        Stream.of(VersionStage.values()).map(stage -> "stage." + stage.id()),
                        Stream.of(VersionStage.values()).map(stage -> "feed.stage." + stage.id()),
                        Stream.of(LinkTrait.values()).map(trait -> "link." + trait.id()),
                        Stream.of(PersonalKind.values()).map(kind -> "personal." + kind.id()),
                        Post.SURFACES.stream().map(surface -> "surface." + surface),
                        Facts.names().stream().map(fact -> "fact." + fact),
                        Stream.of(
                                        "width",
                                        "case",
                                        "invisible",
                                        "confusable",
                                        "leet",
                                        "repeat",
                                        "simplified",
                                        "digits",
                                        "skip")
                                .map(fold -> "fold." + fold))
                .flatMap(keys -> keys)
                .forEach(key -> assertThat(ENGLISH.has(key)).as(key).isTrue());
    }

    @Test
    void what_is_put_in_is_not_read_again() {
        assertThat(ENGLISH.say("step.by", "{0} {1}")).isEqualTo("by {0} {1}");
    }

    @Test
    void counts_and_dates_are_those_of_the_language() {
        assertThat(ENGLISH.count("days", 1)).isEqualTo("one day");
        assertThat(ENGLISH.count("days", 2_000)).isEqualTo("2,000 days");
        assertThat(ENGLISH.minute(Publication.START)).isEqualTo("20 November 2026, 08:00 UTC");
        assertThat(CHINESE.minute(Publication.START)).isEqualTo("2026年11月20日 08:00（UTC）");
        assertThat(ENGLISH.percent(0.0042)).isEqualTo("0.42%");
    }
}
