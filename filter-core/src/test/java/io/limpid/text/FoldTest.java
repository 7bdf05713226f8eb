package io.limpid.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.Transliterator;
import io.limpid.Samples;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each step means. */
class FoldTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            ＦＲＥＥ　１２,          FREE 12
            oﬃce,                 office
            𝓯𝓾𝓬𝓴 ℌ Ⓦ,             fuck H W
            e\u0301,              \u00e9
            ｶﾞ ﾊﾟ,                ガ パ
            \u1112\u1161\u11ab,   한
            ① ½™…,                1 1\u20442TM...
            a´b¨,                 a´b¨
            """)
    void width_gives_compatibility_characters_their_ordinary_form(String text, String folded) {
        assertThat(fold(Fold.WIDTH, text)).isEqualTo(folded);
    }

    @Test
    void width_is_nfkc_but_for_signs_that_it_would_take_apart() {
        Normalizer2 nfkc = Normalizer2.getNFKCInstance();

        Samples.check(2000, random -> {
            String text = RandomText.of(random, 40)
                    .replaceAll("[\u00B4\u00A8\u00AF\u00B8\u02D8-\u02DD\u037A\u0384\u0385]", "");
            if (nfkc.normalize(text).matches("(?s).*\\s\\p{M}.*")) {
                return;
            }

            assertThat(fold(Fold.WIDTH, text)).isEqualTo(nfkc.normalize(text));
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            FrEe,                   free
            Straße STRASSE ẞ,       strasse strasse ss
            İstanbul I\u0307 i\u0307, istanbul i i
            ΣΑΣ σας,                σασ σασ
            ŉ ǰ ﬁ,                  \u02bcn ǰ fi
            ﬃ\u0307 ᾳ \u03b1\u0345, ffi αι α\u0345
            ᏸ Ꮀ 𐐀,                  Ᏸ Ꮀ 𐐨
            """)
    void case_folds_in_full(String text, String folded) {
        assertThat(fold(Fold.CASE, text)).isEqualTo(folded);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            f\u200br\u00ade\u2060\ufeffe, free
            \u202efree\u202c\u2069,       free
            x\udb40\udc66\udb40\udc72y,   xy
            ❤\ufe0f,                      ❤
            a\u3164b\u115fc\u0008,        abc
            f\u0336\u0335r\u0351ee\u0301\u0302, free\u0301
            e\u0301,                      \u00e9
            a\u20dd,                      a
            น้ำ ที่,                        น้ำ ที่
            हिन्दी क़,                      हिन्दी क़
            مُحَمَّد,                      محمد
            \u1112\u200b\u1161,           하
            \u1112\u3099\u1161,           하
            """)
    void invisible_drops_what_shows_nothing_and_marks_that_do_not_belong(String text, String folded) {
        String expected = Normalizer2.getNFCInstance().normalize(folded);

        assertThat(fold(Fold.INVISIBLE, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            сосаіnе рау,       cocaine pay
            ВОР вор,           BOP bop
            Νude νisit,        Nude visit
            ɑɡıſ Ꭺ օ,          agis A o
            ﬂ éñüøłđ йё,       ﬂ enuold иe
            e\u0301\u0335f,    ef
            🅰🅕🅑 🇫🇷,            AFB FR
            ʙᴜʏ ғᴜɴ ᔕᑎᗩᑭ µω,   buy fun snap uw
            𝐟𝒓𝓮𝔢,              free
            一丨ーノ ㅣ 口,        一丨ーノ ㅣ 口
            don’t DONʼT l‘an,   don't DON'T l'an
            ASCII 01l|,        ASCII 01l|
            الله שלום ไทย,      الله שלום ไทย
            """)
    void confusable_reads_letters_as_what_they_look_like(String text, String folded) {
        assertThat(fold(Fold.CONFUSABLE, text)).isEqualTo(folded);
    }

    @Test
    void confusable_never_touches_ascii_nor_the_letters_of_east_asia() {
        IntStream.concat(IntStream.range(0, 0x80), IntStream.rangeClosed(0x3041, 0x318E))
                .forEach(c ->
                        assertThat(fold(Fold.CONFUSABLE, Character.toString(c))).isEqualTo(Character.toString(c)));
        IntStream.concat(IntStream.range(0x4E00, 0xA000), IntStream.range(0xAC00, 0xD7A4))
                .forEach(c ->
                        assertThat(fold(Fold.CONFUSABLE, Character.toString(c))).isEqualTo(Character.toString(c)));
    }

    @Test
    void a_word_and_its_capitals_look_alike_to_confusable_but_for_a_few_letters() {
        FoldSet set = FoldSet.of(Fold.CONFUSABLE, Fold.CASE);
        var apart = new StringBuilder();

        for (int c = 0x400; c < 0x530; c++) {
            String small = Character.toString(c);
            String capital = Character.toString(Character.toUpperCase(c));
            if (!set.fold(small).text().equals(set.fold(capital).text())) {
                apart.append(small);
            }
        }

        // The palochka, which has one shape for both cases: like l, or like I.
        assertThat(apart.toString()).isEqualTo("\u04CF");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            sh1t a$$ fr33 b4d @ss,   shit ass free bad ass
            kill k1ll,               kiii kiii
            b!tch |diot |,           bitch idiot |
            ₣Ʉ₵₭ §e×,                fɄck sex
            2024 $50 100% 4 you,     2024 $50 100% 4 you
            wow!!! hi! 18+ stop!!now, wow!!! hi! 18+ stop!!now
            ho+ a+e c++,             ho+ ate c++
            f+u+c+k f|u|c|k,         f+u+c+k f|u|c|k
            s h 1 t,                 s h i t
            s.h.1.t,                 s.h.i.t
            a55 x.com/455,           ass x.com/455
            加微信138001,            加微信138001
            """)
    void leet_reads_digits_and_signs_inside_words_as_letters(String text, String folded) {
        assertThat(fold(Fold.LEET, text)).isEqualTo(folded);
    }

    @Test
    void repeat_collapses_runs_of_letters_and_remembers_their_length() {
        FoldedText folded = FoldSet.of(Fold.REPEAT).fold("fuuuck 100 哈哈哈!!!");

        assertThat(folded.text()).isEqualTo("fuck 100 哈!!!");
        assertThat(IntStream.range(0, 10).map(folded::run)).containsExactly(1, 3, 1, 1, 1, 1, 1, 1, 1, 3);
        assertThat(folded.original(1, 2)).isEqualTo(new Span(1, 4));
    }

    @Test
    void repeat_does_what_a_regular_expression_does() {
        Samples.check(1000, random -> {
            String text = RandomText.of(random, 40);

            assertThat(fold(Fold.REPEAT, text)).isEqualTo(text.replaceAll("(\\p{L})\\1+", "$1"));
        });
    }

    @Test
    void repeat_joins_letters_across_a_dropped_space_only_where_each_stands_alone() {
        FoldSet set = FoldSet.of(Fold.skip(2), Fold.REPEAT);

        assertThat(set.fold("a s s").text()).isEqualTo("as");
        assertThat(set.fold("a s s").run(1)).isEqualTo(2);
        assertThat(set.fold("is shit").text()).isEqualTo("isshit");
        assertThat(set.fold("big-ger").text()).isEqualTo("biger");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            參加發財,   参加发财
            聯繫電話,   联系电话
            简体字不变, 简体字不变
            abc ガ 한,  abc ガ 한
            """)
    void simplified_turns_traditional_characters_to_simplified_ones(String text, String folded) {
        assertThat(fold(Fold.SIMPLIFIED, text)).isEqualTo(folded);
    }

    @Test
    void simplified_does_character_by_character_what_the_transliterator_does() {
        Transliterator rules = Transliterator.getInstance("Traditional-Simplified");

        for (int c = 0x4E00; c < 0xA000; c++) {
            String simplified = rules.transliterate(Character.toString(c));
            if (rules.transliterate(simplified).equals(simplified) && simplified.length() == 1) {
                assertThat(fold(Fold.SIMPLIFIED, Character.toString(c))).isEqualTo(simplified);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            ①②❸ １２ ٣٤ ५,       123 12 34 5
            一三八零〇,            13800
            壹贰貳叁參肆伍陆陸柒捌玖, 122334566789
            1\ufe0f\u20e32\u20e3,  12
            𝟘𝟙 ²,                  01 2
            138OOO12l34,           13800012134
            1-8OO-555-O199,        1-800-555-0199
            look Ill O O2 hello1,  look Ill O 02 hello1
            微信l380O号,           微信13800号
            ½ ⑩ Ⅷ,                ½ ⑩ Ⅷ
            """)
    void digits_reads_every_way_to_write_a_digit(String text, String folded) {
        assertThat(fold(Fold.DIGITS, text)).isEqualTo(folded);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            f.r.e.e,        free
            f  r--e e,      free
            f---r,          f---r
            薇✓信 v😀x,      薇信vx
            a_b 1 2,        ab12
            he'll don't I’m f'u'c'k, he'lldon'tI’mfuck
            .a.,            .a.
            """)
    void skip_drops_short_runs_of_separators_between_letters(String text, String folded) {
        assertThat(fold(Fold.skip(2), text)).isEqualTo(folded);
    }

    @Test
    void skip_does_what_a_regular_expression_does() {
        String separator = "[^\\p{L}\\p{N}\\p{M}\\p{Cc}\\p{Cf}\\p{Cn}\u034F\u115F\u3164\uFE0F]|[\t\n]";

        Samples.check(1000, random -> {
            String text = RandomText.of(random, 40)
                    .replaceAll("['\u2019\\p{Cn}\\p{M}]|\\p{Cf}|\\p{Cc}|[\\p{L}\\p{N}&&[^\u0000-\uFFFF]]", "");

            assertThat(fold(Fold.skip(3), text))
                    .isEqualTo(text.replaceAll("(?<=[\\p{L}\\p{N}])(?:" + separator + "){1,3}(?=[\\p{L}\\p{N}])", ""));
        });
    }

    @Test
    void skip_remembers_the_gaps_it_closed() {
        FoldedText folded = FoldSet.of(Fold.skip(2)).fold("a- b.c d");

        assertThat(folded.text()).isEqualTo("abcd");
        assertThat(IntStream.range(0, 4).map(folded::gap)).containsExactly(0, 2, 1, 1);
        assertThat(IntStream.range(0, 4).mapToObj(folded::spaceGap)).containsExactly(false, true, false, true);
    }

    @Test
    void spans_lead_back_to_what_the_author_wrote() {
        assertThat(quote(FoldContractTest.LATIN, "see f.r.3.e now", "free".replace("ee", "e")))
                .isEqualTo("f.r.3.e");
        assertThat(quote(FoldContractTest.LATIN, "x Ｆ\u200brе\u0301\u0336\u0302 y", "fre"))
                .isEqualTo("Ｆ\u200brе\u0301\u0336\u0302");
        assertThat(quote(FoldContractTest.HAN, "加薇✓信 abc", "薇信")).isEqualTo("薇✓信");
        assertThat(quote(FoldContractTest.PLAIN, "an oﬃce", "ff")).isEqualTo("ﬃ");
        assertThat(quote(FoldContractTest.PLAIN, "ﾊﾟﾝ", "パ")).isEqualTo("ﾊﾟ");
        assertThat(quote(FoldSet.NONE, "e\u0301a", "e")).isEqualTo("e\u0301");
        assertThat(quote(FoldSet.NONE, "กำนี่", "น")).isEqualTo("นี่");
    }

    @Test
    void parses_the_names_it_writes() {
        for (Fold fold : Fold.PLAIN) {
            assertThat(Fold.parse(fold.name())).contains(fold);
        }
        assertThat(Fold.parse("skip(8)")).contains(Fold.skip(8));
        assertThat(Fold.parse("skip")).contains(Fold.skip(2));
        for (String wrong : List.of("", "skip(0)", "skip(9)", "skip(10)", "skip()", "skip(2", "Width", "widths")) {
            assertThat(Fold.parse(wrong)).isEmpty();
        }
    }

    @Test
    void a_set_has_one_order_whatever_the_declared_one() {
        FoldSet set = FoldSet.of(Fold.REPEAT, Fold.skip(3), Fold.CASE, Fold.WIDTH, Fold.CASE);

        assertThat(set.names()).containsExactly("width", "case", "skip(3)", "repeat");
        assertThat(set).isEqualTo(FoldSet.of(Fold.WIDTH, Fold.CASE, Fold.skip(3), Fold.REPEAT));
        assertThatThrownBy(() -> FoldSet.of(Fold.skip(1), Fold.skip(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fold.skip(9)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String fold(Fold fold, String text) {
        return FoldSet.of(fold).fold(text).text();
    }

    private static String quote(FoldSet set, String text, String folded) {
        FoldedText view = set.fold(text);
        int start = view.text().indexOf(folded);
        assertThat(start).as("%s in %s", folded, view.text()).isNotNegative();
        Span span = view.original(start, start + folded.length());
        return text.substring(span.start(), span.end());
    }
}
