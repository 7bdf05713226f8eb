package io.limpid.signal.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.Samples;
import io.limpid.signal.LinkTrait;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkFinderTest {
    /** Each row: a text, the one link in it as written, its address. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            see http://x.com. | http://x.com | http://x.com
            HTTPS://WWW.X.COM/A?b=c#d, | HTTPS://WWW.X.COM/A?b=c#d | https://www.x.com/A?b=c#d
            www.x.com | www.x.com | http://www.x.com
            go to bit.ly/abc! | bit.ly/abc | http://bit.ly/abc
            x.com/path?q=1, then | x.com/path?q=1 | http://x.com/path?q=1
            (see x.com/a_(b)) | x.com/a_(b) | http://x.com/a_(b)
            x.co.uk | x.co.uk | http://x.co.uk
            x[.]com | x[.]com | http://x.com
            x(dot)com | x(dot)com | http://x.com
            x。com/a | x。com/a | http://x.com/a
            baidu点com | baidu点com | http://baidu.com
            hxxps://evil.com/a | hxxps://evil.com/a | https://evil.com/a
            ｗｗｗ．ｘｉｎ．ｃｏｍ | ｗｗｗ．ｘｉｎ．ｃｏｍ | http://www.xin.com
            看http://t.cn/abc看看 | http://t.cn/abc | http://t.cn/abc
            访问www.baidu.com吧 | www.baidu.com | http://www.baidu.com
            【http://x.cn/a】 | http://x.cn/a | http://x.cn/a
            打开http://x.com，快 | http://x.com | http://x.com
            http://x.com。See more | http://x.com | http://x.com
            http://x.com看看 | http://x.com | http://x.com
            http://支付宝.中国/ | http://支付宝.中国/ | http://xn--bnq242a7nh.xn--fiqs8s/
            http://u:p@x.com:8080/ | http://u:p@x.com:8080/ | http://x.com:8080/
            //evil.com/x | evil.com/x | http://evil.com/x
            t.me/joinchat | t.me/joinchat | http://t.me/joinchat
            http://localhost:8080/a | http://localhost:8080/a | http://localhost:8080/a
            http://http://x.com | http://x.com | http://x.com
            1.2.3.4:8080/x | 1.2.3.4:8080/x | http://1.2.3.4:8080/x
            """)
    void finds(String text, String written, String url) {
        assertThat(LinkFinder.find(text)).singleElement().satisfies(link -> {
            assertThat(text.substring(link.span().start(), link.span().end())).isEqualTo(written);
            assertThat(link.url()).isEqualTo(url);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "node.js",
                "main.py",
                "src/main.rs/foo",
                "build.sh",
                "archive.zip",
                "e.g. this",
                "i.e. that",
                "U.S.A.",
                "5 p.m.",
                "Ph.D.",
                "J.K. Rowling",
                "the end.Then",
                "went home.So",
                "come.in",
                "ok.so",
                "oh.my",
                "wait..what",
                "3.14",
                "12.30",
                "3.de",
                "1.2.3.4",
                "10.0.0.0/8",
                "v1.2",
                "a@b.com",
                "user.name@USER",
                "@x.com",
                "ASP.NET",
                "foo.is(bar)",
                "iPhone。me too",
                "是MSL。UA",
                "我爱你.com吧",
                "https://例子.测试",
                "http://",
                "http://http://",
                "https://-/",
                "2.5вт",
                "。。。",
                "下午3点cn"
            })
    void finds_nothing_in(String text) {
        assertThat(LinkFinder.find(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://3232235777/, 192.168.1.1",
        "http://0x7f.1/, 127.0.0.1",
        "http://0300.0250.1.1/, 192.168.1.1",
        "http://192.168.0.1:80/a, 192.168.0.1",
        "http://[2001:db8:0:0::1]:8080/x, 2001:db8::1"
    })
    void reads_addresses_as_browsers_do(String text, String host) {
        assertThat(LinkFinder.find(text)).singleElement().satisfies(link -> {
            assertThat(link.host()).isEqualTo(host);
            assertThat(link.features()).containsExactly(LinkTrait.ANY, LinkTrait.IP_HOST);
            assertThat(Hosts.registrable(link.host())).isNull();
        });
    }

    @Test
    void tells_mixed_scripts_from_internationalised_names() {
        assertThat(features("http://раypal.com")) // the first two letters are Cyrillic
                .containsExactly(LinkTrait.ANY, LinkTrait.PUNYCODE, LinkTrait.MIXED_SCRIPT);
        assertThat(features("http://xn--ypal-43d9g.com"))
                .containsExactly(LinkTrait.ANY, LinkTrait.PUNYCODE, LinkTrait.MIXED_SCRIPT);
        assertThat(features("http://bücher.de")).containsExactly(LinkTrait.ANY, LinkTrait.PUNYCODE);
        assertThat(features("http://日本abcあ.jp")).containsExactly(LinkTrait.ANY, LinkTrait.PUNYCODE);
        assertThat(Hosts.unicode(
                        LinkFinder.find("http://xn--bcher-kva.de").get(0).host()))
                .isEqualTo("bücher.de");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[paypal.com](https://evil.com/x)",
                "[go to https://paypal.com now](<https://evil.com>)",
                "<a href=\"https://evil.com\">https://paypal.com/login</a>",
                "<a class=x href='https://evil.com/a' >PayPal.com</a>",
                "[url=http://evil.com]www.paypal.com[/url]",
                "https://paypal.com@evil.com/",
                "https://www.paypal.com:login@evil.com/"
            })
    void sees_that_shown_text_and_target_disagree(String text) {
        assertThat(LinkFinder.find(text))
                .filteredOn(link -> link.host().equals("evil.com"))
                .singleElement()
                .satisfies(link -> assertThat(link.features()).contains(LinkTrait.TEXT_MISMATCH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[PayPal](https://evil.com/x)",
                "[www.paypal.com](https://paypal.com/x)",
                "paypal.com (https://evil.com)",
                "[paypal.com] (https://evil.com)",
                "<a href=\"https://x.com\">here</a> and https://paypal.com",
                "<a href=\"https://x.com/a\">x.com</a>",
                "https://john@evil.com/"
            })
    void does_not_see_disagreement_where_there_is_none(String text) {
        assertThat(LinkFinder.find(text))
                .allSatisfy(link -> assertThat(link.features()).doesNotContain(LinkTrait.TEXT_MISMATCH));
    }

    @Test
    void looks_through_invisible_characters_in_a_host() {
        assertThat(LinkFinder.find("pay\u200Bpal.com"))
                .singleElement()
                .extracting(Link::host)
                .isEqualTo("paypal.com");
    }

    @Test
    void names_who_registered_a_host() {
        assertThat(LinkFinder.find("http://a.b.co.uk http://me.github.io http://a.例子.中国"))
                .extracting(link -> Hosts.registrable(link.host()))
                .containsExactly("b.co.uk", "me.github.io", "xn--fsqu00a.xn--fiqs8s");
    }

    @Test
    void holds_its_promises_on_any_text() {
        String[] pieces = {
            "http://",
            "www",
            ".",
            "。",
            "[",
            "]",
            "(",
            ")",
            "](",
            "x",
            "com",
            "/",
            "@",
            "看",
            "а",
            "-",
            "_",
            "1",
            "0x7f",
            "[.]",
            "点",
            ":",
            "::1",
            "<a href=\"",
            "\">",
            "</a>",
            "[url=",
            "\u200B",
            "\uD835\uDC1A",
            "\uD800",
            "xn--",
            "ß",
            " ",
            "%",
            "?",
            "．"
        };
        Samples.check(5_000, random -> {
            var text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }

            int end = 0;
            for (Link link : LinkFinder.find(text.toString())) {
                assertThat(link.span().start()).isGreaterThanOrEqualTo(end);
                assertThat(link.span().end()).isGreaterThan(link.span().start()).isLessThanOrEqualTo(text.length());
                assertThat(link.host()).matches("[a-z0-9._:-]+");
                assertThat(link.features()).contains(LinkTrait.ANY);
                assertThat(Hosts.unicode(link.host())).isNotEmpty();
                end = link.span().end();
            }
        });
    }

    /** Anything worse than linear would not come back: the square of 100 000 is ten thousand million. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "a.",
                "1.",
                "@",
                "a@",
                "[",
                "](",
                "[x](http://y.com)",
                "http://",
                "http://a.com ",
                "http://a@",
                "http://[",
                "x[.]",
                "www.",
                "<a href=\"x.com\">",
                "[url=x.com]",
                "x。com ",
                "点",
                "xn--a.",
                "аb.com ",
                "\u200B",
                "a\u200B.",
                "x.com/(",
                "http://a:1:1:",
                "中。"
            })
    void comes_back_from_hostile_input(String piece) {
        String text = piece.repeat(100_000 / piece.length());

        assertThat(LinkFinder.find(text)).hasSizeLessThanOrEqualTo(text.length() / 6);
    }

    @Test
    void features_are_known_by_the_ids_of_the_rule_language() {
        assertThat(LinkTrait.values())
                .extracting(LinkTrait::id)
                .containsExactly(
                        "any",
                        "ip-host",
                        "punycode",
                        "mixed-script",
                        "text-mismatch",
                        "listed",
                        "shortener",
                        "look-alike");
        assertThat(LinkTrait.parse("ip_host")).isEmpty();
    }

    private static List<LinkTrait> features(String text) {
        return List.copyOf(LinkFinder.find(text).get(0).features());
    }
}
