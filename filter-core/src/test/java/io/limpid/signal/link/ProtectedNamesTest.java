package io.limpid.signal.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.Samples;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedNamesTest {
    private static final ProtectedNames NAMES = ProtectedNames.of(List.of(
            "paypal",
            "paypal.com",
            "paypal.me",
            "支付宝",
            "amazon",
            "apple",
            "google.com",
            "icbc.com.cn",
            "qq",
            "facebook",
            "taobao.com"));

    @ParameterizedTest
    @CsvSource({
        "раypal.com, paypal",
        "xn--ypal-43d9g.com, paypal",
        "pаypаl.com.cn, paypal",
        "paypál.com, paypal",
        "paypa1.com, paypal",
        "paypaI.com, paypal",
        "paypall.com, paypal",
        "payapl.com, paypal",
        "paypl.com, paypal",
        "paypal-login.com, paypal",
        "secure-paypal.top, paypal",
        "securepaypal.com, paypal",
        "login-paypa1.weebly.com, paypal",
        "paypal.com.evil.top, paypal",
        "www.paypal.com.evil.top, paypal",
        "arnazon.com, amazon",
        "amaz0n.co.uk, amazon",
        "аррӏе.com, apple",
        "applesupport.com, apple",
        "appleid-login.com, apple",
        "gooogle.com, google.com",
        "googel.com, google.com",
        "faceb00k.com, facebook",
        "facebok.com, facebook",
        "tabao.com, taobao.com",
        "taobao-kefu.cn, taobao.com",
        "icbc-login.com, icbc.com.cn",
        "qq-login.com, qq",
        "支付宝客服.com, 支付宝",
        "支付宝-登录.cn, 支付宝"
    })
    void sees_a_name_imitated(String host, String name) {
        assertThat(imitated(host)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "paypal.com",
                "www.paypal.com",
                "paypal.me",
                "paypal.de",
                "paypal.com.cn",
                "amazon.co.uk",
                "www.icbc.com.cn",
                "mail.qq.com",
                "支付宝.com",
                "apple.stackexchange.com",
                "google.github.io",
                "amazing.com",
                "apples.com",
                "snapple.com",
                "pineapple.com",
                "apply.com",
                "maple.com",
                "ample.com",
                "goggle.com",
                "apple-pie.com",
                "amazon-rainforest.org",
                "qqq.com",
                "example.com",
                "login.com",
                "secure-login.com",
                "notebook.com",
                "papal.va",
                "tobacco.com"
            })
    void leaves_innocent_hosts_alone(String host) {
        assertThat(imitated(host)).isEmpty();
    }

    @Test
    void no_name_imitates_itself_and_preparing_changes_nothing() {
        List<String> names = List.of("paypal.com", "amazon", "facebook", "支付宝");
        for (String name : names) {
            Link link = link(name.contains(".") ? name : name + ".com");

            assertThat(ProtectedNames.of(names).imitatedBy(link)).as(name).isEmpty();
        }
        assertThat(ProtectedNames.of(names).imitatedBy(link("paypa1.com"))).contains("paypal.com");
        assertThat(ProtectedNames.of(List.of()).imitatedBy(link("paypa1.com"))).isEmpty();
    }

    @Test
    void sees_every_doubled_letter_and_every_swap_in_a_long_name() {
        Samples.check(300, random -> {
            String name =
                    List.of("facebook", "instagram", "alibaba", "citibank").get(random.nextInt(4));
            int at = random.nextInt(name.length() - 1);
            String doubled = name.substring(0, at) + name.charAt(at) + name.substring(at);
            String swapped = name.substring(0, at) + name.charAt(at + 1) + name.charAt(at) + name.substring(at + 2);

            assertThat(ProtectedNames.of(List.of(name)).imitatedBy(link(doubled + ".com")))
                    .contains(name);
            assertThat(ProtectedNames.of(List.of(name))
                            .imitatedBy(link(swapped + ".com"))
                            .isPresent())
                    .isEqualTo(!swapped.equals(name));
        });
    }

    @Test
    void a_host_is_listed_with_all_that_lies_under_an_entry() {
        Set<String> hosts = Set.of("bit.ly", "example.co.uk");

        assertThat(HostNames.isListed("bit.ly", hosts)).isTrue();
        assertThat(HostNames.isListed("www.example.co.uk", hosts)).isTrue();
        assertThat(HostNames.isListed("notbit.ly", hosts)).isFalse();
        assertThat(HostNames.isListed("co.uk", hosts)).isFalse();
        assertThat(HostNames.canonical(" Bücher.DE ")).contains("xn--bcher-kva.de");
        assertThat(HostNames.canonical("no host")).isEmpty();
    }

    private static Optional<String> imitated(String host) {
        return NAMES.imitatedBy(link(host));
    }

    private static Link link(String host) {
        return LinkFinder.find("http://" + host + "/").get(0);
    }
}
