package io.limpid.signal.repeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.Samples;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            your parcel 88123 is waiting pay 1.99 at http://x.top/a1b2 today | your parcel 90417 is waiting pay 3.49 at http://x.top/zz9 today
            congratulations you have won a prize call 0900 now | congratulations!!! you have won a prize - call 0123456 now
            您尾号1234的账户已被冻结请立即登录http://x.cn/a解除限制 | 您尾号8888的账户已被冻结，请立即登录http://x.cn/b?q=1解除限制！
            """)
    void copies_of_a_template_have_one_fingerprint(String one, String other) {
        assertThat(of(one)).isEqualTo(of(other));
    }

    @Test
    void a_changed_word_of_many_leaves_texts_near() {
        String text =
                "dear customer we noticed a login from a new device on your account if this was not you please confirm your "
                        + "identity within two days on our page or your access to all services will be closed for safety reasons";

        assertThat(Fingerprint.isNear(of(text), of(text.replace("customer", "friend"))))
                .isTrue();
        assertThat(Fingerprint.isNear(of(text), of("hello " + text))).isTrue();
    }

    @Test
    void another_host_is_another_link() {
        assertThat(of("big sale this week only see http://one.com/a for all"))
                .isNotEqualTo(of("big sale this week only see http://two.com/a for all"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "thanks a lot",
                "happy new year to you",
                "生日快乐呀",
                "哈哈哈哈太好笑了",
                "!!! ??? ...",
                "\uD83D\uDE00\uD83D\uDE00"
            })
    void a_greeting_is_too_short_to_tell(String text) {
        assertThat(Fingerprint.of(text)).isEmpty();
    }

    @Test
    void unrelated_texts_are_not_near() {
        Samples.check(
                2_000,
                random -> assertThat(Fingerprint.isNear(of(words(random)), of(words(random))))
                        .isFalse());
    }

    @Test
    void the_fingerprint_never_changes_from_version_to_version() {
        assertThat(Long.toHexString(of("please add me on the other app to claim your prize")))
                .isEqualTo("c2196b3edd221c44");
        assertThat(Long.toHexString(of("恭喜您获得一等奖请加客服微信领取奖品"))).isEqualTo("253fcf59463a7324");
        var words = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            words.append((char) ('a' + i % 26))
                    .append((char) ('a' + i / 26))
                    .append("x ")
                    .append((char) (0x4E00 + i));
        }
        assertThat(Long.toHexString(of(words.toString()))).isEqualTo("1b56a0156fa58ac2");
    }

    @Test
    void distance_counts_bits() {
        Samples.check(500, random -> {
            long one = random.nextLong();
            long other = random.nextLong();
            int differing = 0;
            for (int bit = 0; bit < 64; bit++) {
                differing += (one >>> bit & 1) == (other >>> bit & 1) ? 0 : 1;
            }

            assertThat(Fingerprint.distance(one, other)).isEqualTo(differing);
        });
    }

    private static String words(Random random) {
        var words = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            for (int letter = 3 + random.nextInt(5); letter > 0; letter--) {
                words.append((char) ('a' + random.nextInt(26)));
            }
            words.append(' ');
        }
        return words.toString();
    }

    private static long of(String text) {
        return Fingerprint.of(text).orElseThrow();
    }
}
