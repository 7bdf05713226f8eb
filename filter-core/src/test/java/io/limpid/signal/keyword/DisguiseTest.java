package io.limpid.signal.keyword;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import io.limpid.text.FoldedViews;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listed words as those write them who know the list, and innocent words that look like them. */
class DisguiseTest {
    private static final FoldSet LATIN = folds("width", "invisible", "confusable", "case", "leet", "skip(2)", "repeat");
    private static final FoldSet HAN =
            folds("width", "invisible", "confusable", "case", "simplified", "skip(2)", "repeat");

    private static final KeywordList WORDS = list(
            "ass",
            "asshole",
            "shit",
            "fuck",
            "cock",
            "penis",
            "cunt",
            "rape",
            "porn",
            "viagra",
            "casino",
            "bitch",
            "anal",
            "sex",
            "free money",
            "kill yourself",
            "\u0441\u0443\u043A\u0430");
    private static final KeywordList HAN_WORDS = list(
            "微信", "赌博", "口交", "刷单", "贷款", "发票", "六合彩", "加v", "作弊", "!路口交通", "!操作弊端", "!路口交警", "!合作弊", "!微信任", "!开发票据");

    /** What it is, what is written, what of it must be found, and the fold that sees through it. */
    static Stream<Arguments> disguises() {
        return Stream.of(
                Arguments.of("zero-width space", "you sh\u200Bit", "sh\u200Bit", "invisible"),
                Arguments.of("zero-width joiner", "you fu\u200D\u200Dck", "fu\u200D\u200Dck", "invisible"),
                Arguments.of("soft hyphen", "you sh\u00ADit", "sh\u00ADit", "invisible"),
                Arguments.of("word joiner", "v\u2060i\u2060agra here", "v\u2060i\u2060agra", "invisible"),
                Arguments.of("bidi override", "s\u202Ehi\u202Ct happens", "s\u202Ehi\u202Ct", "invisible"),
                Arguments.of("bidi isolate", "fu\u2066ck\u2069 off", "fu\u2066ck", "invisible"),
                Arguments.of(
                        "tag characters",
                        "what a bi\uDB40\uDC6E\uDB40\uDC6Ftch",
                        "bi\uDB40\uDC6E\uDB40\uDC6Ftch",
                        "invisible"),
                Arguments.of("variation selectors", "c\uFE0Fasin\uFE0Eo here", "c\uFE0Fasin\uFE0Eo", "invisible"),
                Arguments.of("filler", "por\u3164n here", "por\u3164n", "invisible"),
                Arguments.of("combining grapheme joiner", "cu\u034Fnt", "cu\u034Fnt", "invisible"),
                Arguments.of(
                        "stacked marks (Zalgo)",
                        "s\u0351\u036Bh\u0321i\u0335\u0324t\u0348\u0310 happens",
                        "s\u0351\u036Bh\u0321i\u0335\u0324t\u0348\u0310",
                        "invisible"),
                Arguments.of(
                        "one mark a letter",
                        "f\u0308u\u0308c\u0308k\u0308 off",
                        "f\u0308u\u0308c\u0308k\u0308",
                        "confusable"),
                Arguments.of(
                        "struck through", "s\u0336h\u0336i\u0336t\u0336", "s\u0336h\u0336i\u0336t\u0336", "invisible"),
                Arguments.of("full width", "\uFF53\uFF48\uFF49\uFF54 happens", "\uFF53\uFF48\uFF49\uFF54", "width"),
                Arguments.of(
                        "full width, capital", "\uFF26\uFF35\uFF23\uFF2B off", "\uFF26\uFF35\uFF23\uFF2B", "width"),
                Arguments.of(
                        "mathematical bold",
                        "\uD835\uDC1F\uD835\uDC2E\uD835\uDC1C\uD835\uDC24 off",
                        "\uD835\uDC1F\uD835\uDC2E\uD835\uDC1C\uD835\uDC24",
                        "width"),
                Arguments.of(
                        "mathematical script",
                        "you \uD835\uDCFC\uD835\uDCF1\uD835\uDCF2\uD835\uDCFD",
                        "\uD835\uDCFC\uD835\uDCF1\uD835\uDCF2\uD835\uDCFD",
                        "width"),
                Arguments.of(
                        "mathematical fraktur",
                        "\uD835\uDD2D\uD835\uDD2C\uD835\uDD2F\uD835\uDD2B here",
                        "\uD835\uDD2D\uD835\uDD2C\uD835\uDD2F\uD835\uDD2B",
                        "width"),
                Arguments.of(
                        "double-struck",
                        "\uD835\uDD54\uD835\uDD66\uD835\uDD5F\uD835\uDD65",
                        "\uD835\uDD54\uD835\uDD66\uD835\uDD5F\uD835\uDD65",
                        "width"),
                Arguments.of(
                        "monospace",
                        "\uD835\uDE8C\uD835\uDE8A\uD835\uDE9C\uD835\uDE92\uD835\uDE97\uD835\uDE98",
                        "\uD835\uDE8C\uD835\uDE8A\uD835\uDE9C\uD835\uDE92\uD835\uDE97\uD835\uDE98",
                        "width"),
                Arguments.of("circled", "\u24E2\u24D7\u24D8\u24E3 happens", "\u24E2\u24D7\u24D8\u24E3", "width"),
                Arguments.of("parenthesised", "\u24AB\u24AA\u24AD\u24A9 here", "\u24AB\u24AA\u24AD\u24A9", "width"),
                Arguments.of(
                        "negative circled",
                        "\uD83C\uDD55\uD83C\uDD64\uD83C\uDD52\uD83C\uDD5A off",
                        "\uD83C\uDD55\uD83C\uDD64\uD83C\uDD52\uD83C\uDD5A",
                        "confusable"),
                Arguments.of(
                        "negative squared",
                        "\uD83C\uDD82\uD83C\uDD77\uD83C\uDD78\uD83C\uDD83 happens",
                        "\uD83C\uDD82\uD83C\uDD77\uD83C\uDD78\uD83C\uDD83",
                        "confusable"),
                Arguments.of(
                        "regional indicators",
                        "\uD83C\uDDEB\uD83C\uDDFA\uD83C\uDDE8\uD83C\uDDF0 off",
                        "\uD83C\uDDEB\uD83C\uDDFA\uD83C\uDDE8\uD83C\uDDF0",
                        "confusable"),
                Arguments.of(
                        "regional indicators apart",
                        "\uD83C\uDDF8\u200B\uD83C\uDDED\u200B\uD83C\uDDEE\u200B\uD83C\uDDF9 here",
                        "\uD83C\uDDF8\u200B\uD83C\uDDED\u200B\uD83C\uDDEE\u200B\uD83C\uDDF9",
                        "confusable"),
                Arguments.of("ligature", "ca\u017Fino here", "ca\u017Fino", "width"),
                Arguments.of("superscript", "\u02E2\u02B0\u2071\u1D57 here", "\u02E2\u02B0\u2071\u1D57", "width"),
                Arguments.of("Cyrillic look-alikes", "\u0440\u043Ern here", "\u0440\u043Ern", "confusable"),
                Arguments.of(
                        "Cyrillic look-alikes throughout",
                        "you \u0430ss\u04BB\u043Ele",
                        "\u0430ss\u04BB\u043Ele",
                        "confusable"),
                Arguments.of("Greek look-alikes", "p\u03BFrn here", "p\u03BFrn", "confusable"),
                Arguments.of("Armenian look-alike", "p\u0585rn here", "p\u0585rn", "confusable"),
                Arguments.of("Cherokee look-alikes", "\u13DFASINO here", "\u13DFASINO", "confusable"),
                Arguments.of(
                        "Latin small capitals",
                        "\uA731\u029C\u026A\u1D1B happens",
                        "\uA731\u029C\u026A\u1D1B",
                        "confusable"),
                Arguments.of(
                        "Cyrillic word with Latin letters",
                        "c\u0443\u043A\u0430 !",
                        "c\u0443\u043A\u0430",
                        "confusable"),
                Arguments.of("accents", "you sh\u00EFt", "sh\u00EFt", "confusable"),
                Arguments.of("accents on many letters", "f\u00FC\u00E7k off", "f\u00FC\u00E7k", "confusable"),
                Arguments.of("mixed case", "sHiT happens", "sHiT", "case"),
                Arguments.of("capitals", "VIAGRA here", "VIAGRA", "case"),
                Arguments.of("leet digits", "you 4ssh0le", "4ssh0le", "leet"),
                Arguments.of("leet signs", "you a$$hole", "a$$hole", "leet"),
                Arguments.of("leet one", "what a b1tch", "b1tch", "leet"),
                Arguments.of("leet exclamation", "you sh!t", "sh!t", "leet"),
                Arguments.of("leet at sign", "you @ss", "@ss", "leet"),
                Arguments.of("dots", "s.h.i.t happens", "s.h.i.t", "skip(2)"),
                Arguments.of("asterisks", "f*u*c*k off", "f*u*c*k", "skip(2)"),
                Arguments.of("spaces", "s h i t happens", "s h i t", "skip(2)"),
                Arguments.of("two spaces", "f  u  c  k off", "f  u  c  k", "skip(2)"),
                Arguments.of("one space early", "f uck off", "f uck", "skip(2)"),
                Arguments.of("one space late", "fu ck off", "fu ck", "skip(2)"),
                Arguments.of("hyphens", "f-u-c-k off", "f-u-c-k", "skip(2)"),
                Arguments.of("underscores", "s_h_i_t happens", "s_h_i_t", "skip(2)"),
                Arguments.of("slashes", "v/i/a/g/r/a here", "v/i/a/g/r/a", "skip(2)"),
                Arguments.of(
                        "emoji",
                        "f\uD83D\uDE00u\uD83D\uDE00c\uD83D\uDE00k off",
                        "f\uD83D\uDE00u\uD83D\uDE00c\uD83D\uDE00k",
                        "skip(2)"),
                Arguments.of(
                        "hearts with selectors",
                        "s\u2764\uFE0Fh\u2764\uFE0Fi\u2764\uFE0Ft",
                        "s\u2764\uFE0Fh\u2764\uFE0Fi\u2764\uFE0Ft",
                        "skip(2)"),
                Arguments.of("dots of the middle", "p\u00B7o\u00B7r\u00B7n here", "p\u00B7o\u00B7r\u00B7n", "skip(2)"),
                Arguments.of("line breaks", "f\nu\nc\nk off", "f\nu\nc\nk", "skip(2)"),
                Arguments.of("runs", "shiiiiit happens", "shiiiiit", "repeat"),
                Arguments.of("runs of each letter", "ffuuucckk off", "ffuuucckk", "repeat"),
                Arguments.of("run over separators", "fu.u.u.ck off", "fu.u.u.ck", "repeat"),
                Arguments.of("words run together", "get free-money now", "free-money", "skip(2)"),
                Arguments.of("words by dots", "get f.r.e.e m.o.n.e.y now", "f.r.e.e m.o.n.e.y", "skip(2)"),
                Arguments.of("several at once", "you $\u200B.H.\u0456.i.T", "$\u200B.H.\u0456.i.T", "confusable"),
                Arguments.of("several at once, wide", "\uFF33_h_\uFF29_7 here", "\uFF33_h_\uFF29_7", "width"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("disguises")
    void sees_through(String disguise, String written, String found, String fold) {
        assertThat(sightings(WORDS, LATIN, written)).anySatisfy(sighting -> {
            assertThat(sighting.quote()).isEqualTo(found);
            assertThat(sighting.folds()).contains(fold);
        });
    }

    @Test
    void a_letter_that_becomes_several_characters_names_only_the_folds_that_it_needs() {
        KeywordList messengers = list("telegram");

        assertThat(sightings(messengers, LATIN, "on \u24AFelegram"))
                .containsExactly(new Sighting("telegram", "\u24AFelegram", List.of("width", "skip(2)")));
        assertThat(sightings(messengers, LATIN, "on telegra\u24A8"))
                .containsExactly(new Sighting("telegram", "telegra\u24A8", List.of("width", "skip(2)")));
        assertThat(sightings(messengers, LATIN, "on \u24E3elegram"))
                .containsExactly(new Sighting("telegram", "\u24E3elegram", List.of("width")));
    }

    /** The same for words of a script without spaces. */
    static Stream<Arguments> hanDisguises() {
        return Stream.of(
                Arguments.of("traditional", "\u73A9\u8CED\u535A\u5427", "\u8CED\u535A", "simplified"),
                Arguments.of("traditional, half", "\u8FA6\u8CB8\u6B3E\u55CE", "\u8CB8\u6B3E", "simplified"),
                Arguments.of("spaces", "\u52A0\u6211\u5FAE \u4FE1\u804A", "\u5FAE \u4FE1", "skip(2)"),
                Arguments.of("check mark", "\u52A0\u6211\u5FAE\u2713\u4FE1\u804A", "\u5FAE\u2713\u4FE1", "skip(2)"),
                Arguments.of("dots", "\u73A9\u8D4C..\u535A\u5427", "\u8D4C..\u535A", "skip(2)"),
                Arguments.of("emoji", "\u4EE3\u5F00\u53D1\uD83D\uDCB0\u7968", "\u53D1\uD83D\uDCB0\u7968", "skip(2)"),
                Arguments.of("Chinese comma", "\u5237\u3001\u5355\u517C\u804C", "\u5237\u3001\u5355", "skip(2)"),
                Arguments.of("zero-width", "\u52A0\u6211\u5FAE\u200B\u4FE1\u804A", "\u5FAE\u200B\u4FE1", "invisible"),
                Arguments.of(
                        "zero-width, thrice",
                        "\u73A9\u516D\u200B\u5408\u2060\u5F69",
                        "\u516D\u200B\u5408\u2060\u5F69",
                        "invisible"),
                Arguments.of("full-width letter", "\u8BF7\u52A0\uFF36\u770B", "\u52A0\uFF36", "width"),
                Arguments.of("circled letter", "\u8BF7\u52A0\u24E5\u770B", "\u52A0\u24E5", "width"),
                Arguments.of("traditional with separators", "\u767C-\u7968\u4EE3\u958B", "\u767C-\u7968", "simplified"),
                Arguments.of("capital letter", "\u8BF7\u52A0V\u770B", "\u52A0V", "case"),
                Arguments.of("run", "\u5FAE\u5FAE\u5FAE\u4FE1\u8054\u7CFB", "\u5FAE\u5FAE\u5FAE\u4FE1", "repeat"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hanDisguises")
    void sees_through_in_chinese(String disguise, String written, String found, String fold) {
        assertThat(sightings(HAN_WORDS, HAN, written)).anySatisfy(sighting -> {
            assertThat(sighting.quote()).isEqualTo(found);
            assertThat(sighting.folds()).contains(fold);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class is over",
                "the U.S. hit a record",
                "let s hit the road",
                "let`s hit the gym",
                "a s ex-partner",
                " i t is hit or miss",
                "read chapter a, analyse it",
                "my asset is gone",
                "please assess the risk",
                "an assassin's creed",
                "pass the salt",
                "Scunthorpe United",
                "the pen is mightier",
                "an open is played",
                "a cocktail at six",
                "a peacock and a shuttlecock",
                "Hancock signed",
                "Essex and Sussex",
                "Middlesex county",
                "analysis of data",
                "a fine analyst",
                "a therapist told me",
                "the grape harvest",
                "drape the cloth",
                "his hit single",
                "that is hit and miss",
                "push it harder",
                "as soon as possible",
                "as sold here",
                "a shiitake mushroom",
                "mishit the ball",
                "the shitake spelling",
                "the Fukushima coast",
                "cut the rope, nothing else",
                "canal boats",
                "Cockburn is a name",
                "popcorn for all",
                "acorn or corn",
                "Dickens and Hitchcock",
                "bass guitar",
                "brass instruments",
                "24/7 service",
                "1 455 users",
                "version 4.5.5",
                "a 55 year old",
                "the 6ex5 tube",
                "is exact",
                "has expired",
                "free of money worries",
                "the freemoneyless village",
                "kill your darlings yourself",
                "an ana log",
                "con casi no salida",
                "long grass",
                "Massachusetts",
                "embarrass nobody",
                "compass and glass",
                "f u can come, c k",
                "passion fruit",
                "see class.hit()",
                "was shipped",
                "the bit changed",
                "via Grafton Street",
                "she is 5 hit points down"
            })
    void leaves_alone(String innocent) {
        assertThat(sightings(WORDS, LATIN, innocent)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "路口交通很堵",
                "十字路口交警在",
                "24小时工作者",
                "微笑着相信你",
                "稍微信任一点",
                "操作弊端很多",
                "合作弊大于利",
                "他发了一张票根",
                "单刷牙不够",
                "下雨天留客",
                "开发彩票据系统",
                "加visa卡",
                "很微妙，信不信由你",
                "用操作弊端说话",
                "口头交流",
                "这条路口 交通信号",
                "赌一把，博一笑",
                "加 voice"
            })
    void leaves_alone_in_chinese(String innocent) {
        assertThat(sightings(HAN_WORDS, HAN, innocent)).isEmpty();
    }

    private record Sighting(String entry, String quote, List<String> folds) {}

    private static List<Sighting> sightings(KeywordList list, FoldSet folds, String text) {
        var builder = KeywordIndex.builder();
        int use = builder.add(list, folds);
        KeywordIndex index = builder.build();
        List<Sighting> sightings = new ArrayList<>();
        for (KeywordMatch match :
                index.scan(List.of(Post.TEXT), FoldedViews.of(Post.of(text))).matches(use)) {
            if (match.suppressedBy() == null) {
                String quote = text.substring(match.span().start(), match.span().end());
                sightings.add(new Sighting(match.entry().text(), quote, index.neededFolds(use, match, quote)));
            }
        }
        return sightings;
    }

    private static FoldSet folds(String... names) {
        return FoldSet.of(
                Stream.of(names).map(name -> Fold.parse(name).orElseThrow()).toList());
    }

    private static KeywordList list(String... lines) {
        List<KeywordList.Entry> entries = new ArrayList<>();
        for (String line : lines) {
            boolean allow = line.startsWith("!");
            entries.add(new KeywordList.Entry(allow ? line.substring(1) : line, entries.size() + 1, allow, ""));
        }
        return new KeywordList("words", entries);
    }
}
