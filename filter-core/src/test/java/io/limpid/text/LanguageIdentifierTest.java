package io.limpid.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.text.Language.Source;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageIdentifierTest {
    @Test
    void the_declared_language_wins() {
        Post post = Post.of("我今天很高兴").withLanguage("en-gb");

        assertThat(LanguageIdentifier.identify(post)).isEqualTo(new Language("en-GB", Source.DECLARED));
        assertThat(LanguageIdentifier.byScript(post)).isEqualTo(new Language("en-GB", Source.DECLARED));
        assertThat(LanguageIdentifier.identify(post.withLanguage("und")).tag()).isEqualTo("zh");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            加我 WeChat abc123,                    zh
            微信支付 https://example.com/a/b/c x,   zh
            人生の意味,                             ja
            カタカナ,                               ja
            超好吃の蛋糕店在哪里呢,                   zh
            안녕하세요 hello,                       ko
            สวัสดีครับ,                              th
            שלום לכולם,                            he
            Γειά σου Κόσμε,                        el
            """)
    void the_script_settles_it(String text, String tag) {
        assertThat(LanguageIdentifier.byScript(Post.of(text))).isEqualTo(new Language(tag, Source.SCRIPT));
        assertThat(LanguageIdentifier.identify(Post.of(text))).isEqualTo(new Language(tag, Source.SCRIPT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | The quick brown fox jumps over the lazy dog while nobody is watching it
            de | Das ist ein ganz gewöhnlicher Satz in deutscher Sprache über das Wetter von gestern
            es | Esta es una frase completamente normal en español sobre el tiempo que hizo ayer
            fr | Ceci est une phrase tout à fait ordinaire en français sur le temps qu'il faisait hier
            pt | Esta é uma frase perfeitamente normal em português sobre o tempo que fez ontem à noite
            ru | Это совершенно обычное предложение на русском языке о том, какая вчера была погода
            ar | هذه جملة عادية تماما باللغة العربية عن حالة الطقس التي كانت بالأمس في المدينة
            """)
    void the_detector_tells_the_languages_of_one_script_apart(String tag, String text) {
        assertThat(LanguageIdentifier.byScript(Post.of(text))).isEqualTo(Language.UNDETERMINED);
        assertThat(LanguageIdentifier.identify(Post.of(text))).isEqualTo(new Language(tag, Source.DETECTED));
    }

    @ParameterizedTest
    @CsvSource({"ok lol", "1234 !!!", "😀😀", "@somebody_with_a_long_name https://example.com/some/long/path"})
    void a_text_too_short_has_no_known_language(String text) {
        assertThat(LanguageIdentifier.identify(Post.of(text))).isEqualTo(Language.UNDETERMINED);
    }

    @Test
    void all_fields_count_together() {
        Post post = Post.of(Map.of("title", "Sale", "body", "今天全场大减价"));

        assertThat(LanguageIdentifier.identify(post).tag()).isEqualTo("zh");
    }

    @Test
    void answers_alike_on_every_thread() throws Exception {
        Post post = Post.of("Nobody knows for certain whether this sentence is about the weather or about football");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Language> identify = () -> LanguageIdentifier.identify(post);
            for (Future<Language> answer : threads.invokeAll(Collections.nCopies(40, identify))) {
                assertThat(answer.get()).isEqualTo(new Language("en", Source.DETECTED));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void a_language_matches_its_own_range() {
        Language language = new Language("zh-Hant-TW", Source.DECLARED);

        assertThat(language.matches("zh")).isTrue();
        assertThat(language.matches("ZH-hant")).isTrue();
        assertThat(language.matches("z")).isFalse();
        assertThat(language.matches("zh-TW")).isFalse();
    }
}
