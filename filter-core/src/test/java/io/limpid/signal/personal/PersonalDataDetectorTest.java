package io.limpid.signal.personal;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.Samples;
import io.limpid.signal.PersonalKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataDetectorTest {
    private static final Set<PersonalKind> ALL = EnumSet.allOf(PersonalKind.class);

    /** Each row: the kind, a text with the datum between « and », what evidence shows. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            phone | call «202-555-0143» now | 20…43
            phone | «+86 138 1234 5678» | +861…5678
            phone | 我的电话是«13812345678»，快来 | 138…5678
            phone | 加V«13812345678» | 138…5678
            phone | «１３８１２３４５６７８» | 138…5678
            phone | «138-1234-5678» | 138…5678
            phone | «8613812345678» | 861…5678
            phone | «(010) 6234 5678» | 010…5678
            phone | 热线«400-820-8820» | 40…20
            phone | ring «+44 20 7946 0958» | +442…0958
            phone | To claim call «09061701461» | 090…1461
            phone | «0151 23456789» | 015…6789
            phone | «06 12 34 56 78» | 06…78
            phone | «0086 138 1234 5678» | 008…5678
            phone | «+1 (202) 555-0143» | +120…0143
            phone | text 4155552671 or call «4155552671» | 41…71
            email | mail «john.doe@example.com». | j…@example.com
            email | 邮箱：«zhang＠qq.com»。 | z…@qq.com
            email | «a+b@mail.example.co.uk», | a…@mail.example.co.uk
            payment-card | «4111 1111 1111 1111» | 4111…1111
            payment-card | card:«4111111111111111» | 4111…1111
            payment-card | «５５００ ００００ ００００ ０００４» | 5500…0004
            payment-card | «2223-0031-2200-3222» | 2223…3222
            payment-card | «3782 822463 10005» | 3782…0005
            payment-card | 卡号«6222021234567890128» | 6222…0128
            payment-card | «3530111333300000» | 3530…0000
            payment-card | «6011111111111117» | 6011…1117
            payment-card | «30569309025904» | 3056…5904
            iban | «DE89 3704 0044 0532 0130 00» | DE89…3000
            iban | to «GB29NWBK60161331926819» | GB29…6819
            iban | «gb29nwbk60161331926819» | GB29…6819
            iban | «FR14 2004 1010 0505 0001 3M02 606» | FR14…2606
            cn-resident-id | 身份证«11010519491231002X» | 110…2X
            cn-resident-id | «110105 19491231 002x» | 110…2X
            cn-resident-id | 老身份证号：«110105491231002» | 110…02
            us-ssn | «536-22-1234» | …1234
            us-ssn | my SSN is «536221234» | …1234
            us-ssn | «536 22 1234» | …1234
            ip-address | from «81.2.69.142» | 81.2.…
            ip-address | his IP is «1.2.3.4» | 1.2.…
            ip-address | «2a00:1450:4009:81f::200e» | 2a00:1450:…
            coordinates | «39.9042, 116.4074» | 39…, 116…
            coordinates | 坐标«116.397428,39.90923» | 116…, 39…
            coordinates | «-33.8688 151.2093» | 33…, 151…
            coordinates | «40°26'46"N 79°58'56"W» | 40…, 79…
            coordinates | «北纬39°54′15″ 东经116°24′26″» | 39…, 116…
            coordinates | «40.4461° N, 79.9489° W» | 40…, 79…
            """)
    void finds(String kind, String marked, String masked) {
        int start = marked.indexOf('«') < 0 ? 0 : marked.indexOf('«');
        String text = marked.replace("«", "").replace("»", "");
        String datum = marked.substring(marked.indexOf('«') + 1, marked.indexOf('»'));

        List<PersonalDatum> found =
                PersonalDataDetector.find(text, Set.of(PersonalKind.parse(kind).orElseThrow()));

        // The phone row with two numbers marks the last of them.
        PersonalDatum last = found.get(found.size() - 1);
        assertThat(text.substring(last.span().start(), last.span().end())).isEqualTo(datum);
        assertThat(last.span().start()).isEqualTo(start);
        assertThat(last.masked()).isEqualTo(masked);
        assertThat(PersonalDataDetector.find(text, ALL)).containsAll(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // timestamps and dates
                "1700000000",
                "1700000000000",
                "20230415123045678",
                "2023-04-15 12:30:45",
                "15.04.2023",
                "2023-10-1234",
                // order, tracking, account and chat numbers
                "order 4155552671",
                "订单号13812345678",
                "单号：13812345678",
                "QQ 13812345678",
                "QQ群：480611554",
                "群号码：480611554",
                "1Z999AA10123456784",
                "tracking number 9400100000000000000000",
                "12345678901",
                "4155552671",
                "uid=13812345678",
                // prices, decimals, versions
                "price 1,234,567.89",
                "¥13812345678",
                "13812345678元",
                "3.1415926535",
                "v1.2.3.4",
                "1.2.3.4",
                "version 81.2.69.14",
                "revision 61.91.2.3",
                "Chrome/91.0.44.12",
                "10.0.19045.3448",
                "1.3.6.1.4.1.311",
                // books, hashes, identifiers
                "ISBN 978-7-111-12345-6",
                "0-306-40615-2",
                "9783161484100",
                "550e8400-e29b-41d4-a716-446655440000",
                "12345678-1234-1234-1234-123456789012",
                "d41d8cd98f00b204e9800998ecf8427e",
                "a4111111111111111f",
                "https://example.com/item/4111111111111111",
                "https://example.com/?id=13812345678",
                // examples that stand for a number
                "拨打1234567890",
                "call 1234567890",
                "call 8888888888",
                // cards: checksum, issuer, neighbours, decimals
                "4111 1111 1111 1112",
                "9111111111111111",
                "4111-1111-1111-1111-1111",
                "1234 4111 1111 1111 1111 1234",
                "4111111111111111.5",
                "-4111111111111111",
                "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
                // iban: checksum, length, unknown country
                "DE88370400440532013000",
                "DE8937040044053201300",
                "ZZ89370400440532013000",
                "XDE89370400440532013000",
                // resident id: checksum, day, province, century, and the old form without its word
                "110105194912310021",
                "11010519490231002X",
                "99010519491231002X",
                "11010518491231002X",
                "110105491231002",
                // ssn: never issued, advertised, no word near
                "000-22-1234",
                "666-22-1234",
                "900-22-1234",
                "536-00-1234",
                "536-22-0000",
                "078-05-1120",
                "536221234",
                "1-536-22-1234",
                "536-22-1234-5",
                // addresses that point at nobody, and what only looks like one
                "192.168.1.1",
                "10.20.30.40",
                "127.0.0.1",
                "0.0.0.0",
                "172.16.44.5",
                "100.64.44.5",
                "169.254.44.5",
                "192.0.2.44",
                "198.51.100.44",
                "203.0.113.44",
                "224.0.0.251",
                "255.255.255.255",
                "256.81.69.142",
                "081.2.69.142",
                "2001:db8::1",
                "fe80::1",
                "::1",
                "fd00::1",
                "10:20:30:40:50:60",
                "aa:bb:cc:dd:ee:ff",
                "std::string",
                "12:34:56",
                // e-mail
                "logo@2x.png",
                "user@localhost",
                "@name.com",
                "https://john@example.com/",
                "git@github.com:x/y.git",
                "a..b@example.com",
                "react@18.2.0",
                "me@example.notasuffix",
                // coordinates: too coarse, out of range, a vector, exchange rates
                "39.904, 116.407",
                "99.9042, 216.4074",
                "95.9042, 116.4074",
                "0.1234, 5.6789, 3.4567",
                "1.0845, 1.0912",
                "39°C 41°C",
                "3:1"
            })
    void leaves_alone(String text) {
        assertThat(PersonalDataDetector.find(text, ALL)).isEmpty();
    }

    @Test
    void a_number_is_of_one_kind_whichever_kinds_were_asked_for() {
        for (String text : List.of(
                "6222 0212 3456 7890 128", "11010519491231002X", "13812345678@163.com", "116.397428,39.90923")) {
            assertThat(PersonalDataDetector.find(text, Set.of(PersonalKind.PHONE)))
                    .as(text)
                    .isEmpty();
            assertThat(PersonalDataDetector.find(text, ALL)).as(text).hasSize(1);
        }
    }

    @Test
    void reports_in_order_without_overlap() {
        String text = "a@example.com 13812345678, 13912345678 11010519491231002X 4111 1111 1111 1111 b@example.com";

        assertThat(PersonalDataDetector.find(text, ALL))
                .extracting(datum ->
                        text.substring(datum.span().start(), datum.span().end()))
                .containsExactly(
                        "a@example.com",
                        "13812345678",
                        "13912345678",
                        "11010519491231002X",
                        "4111 1111 1111 1111",
                        "b@example.com");
    }

    @Test
    void holds_its_promises_on_any_text() {
        String[] pieces = {
            "1",
            "38",
            "4111",
            "1111",
            " ",
            "-",
            ".",
            "@",
            "a",
            "com",
            "+86",
            "１",
            "°",
            "'",
            "N",
            ",",
            "(",
            ")",
            "DE89",
            "身份证",
            ":",
            "2a00",
            "13812345678",
            "116.3974",
            "\uD83D\uDE00",
            "\uD800",
            "/",
            "v",
            "202-555-0143"
        };
        Samples.check(3_000, random -> {
            var text = new StringBuilder();
            for (int i = random.nextInt(24); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }

            int end = 0;
            for (PersonalDatum datum : PersonalDataDetector.find(text.toString(), ALL)) {
                String written =
                        text.substring(datum.span().start(), datum.span().end());
                assertThat(datum.span().start()).isGreaterThanOrEqualTo(end);
                assertThat(written).isNotEmpty();
                assertThat(datum.masked()).contains("…").isNotEqualTo(written);
                end = datum.span().end();
            }
        });
    }

    /** Anything worse than linear would not come back: the square of 100 000 is ten thousand million. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                ".",
                "@",
                "1-",
                "1 ",
                "1.",
                "a@",
                "a@b.com ",
                "(1)",
                "+1 ",
                "138 ",
                "202-555-0143 ",
                "0111 1111 11 ",
                "call 12345678 ",
                "4111 1111 1111 1111 ",
                "DE89 3704 ",
                "110105 19491231 ",
                "1.1.1.1 ",
                "a:",
                "::",
                "39°54'",
                "39.9042,",
                "１",
                "12 34 56 78 90 "
            })
    void comes_back_from_hostile_input(String piece) {
        String text = piece.repeat(100_000 / piece.length());

        assertThat(PersonalDataDetector.find(text, ALL)).hasSizeLessThanOrEqualTo(text.length() / 7);
    }

    @Test
    void kinds_are_known_by_the_ids_of_the_rule_language() {
        assertThat(ALL)
                .extracting(PersonalKind::id)
                .containsExactly(
                        "phone",
                        "email",
                        "payment-card",
                        "iban",
                        "cn-resident-id",
                        "us-ssn",
                        "ip-address",
                        "coordinates");
        assertThat(PersonalKind.parse("Phone")).isEmpty();
    }
}
