package io.limpid.signal.personal;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.Samples;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumsTest {
    @Test
    void luhn_agrees_with_adding_up_from_a_table() {
        int[] doubled = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
        Samples.check(2_000, random -> {
            String digits = digits(random, 1 + random.nextInt(24));
            int sum = 0;
            for (int i = 0; i < digits.length(); i++) {
                int digit = digits.charAt(digits.length() - 1 - i) - '0';
                sum += i % 2 == 0 ? digit : doubled[digit];
            }

            assertThat(Checksums.isLuhn(digits)).isEqualTo(sum % 10 == 0);
        });
    }

    @Test
    void remainder_97_agrees_with_one_big_number() {
        Samples.check(2_000, random -> {
            var iban = new StringBuilder("GB").append(digits(random, 2));
            for (int i = 0; i < 18; i++) {
                iban.append(Character.toUpperCase(Character.forDigit(random.nextInt(36), 36)));
            }
            // Give the true check digits to every second sample, or hardly any would be valid.
            if (random.nextBoolean()) {
                int check = 98
                        - value(iban.replace(2, 4, "00").toString())
                                .mod(BigInteger.valueOf(97))
                                .intValue();
                iban.replace(2, 4, check < 10 ? "0" + check : Integer.toString(check));
            }
            boolean valid = value(iban.toString()).mod(BigInteger.valueOf(97)).equals(BigInteger.ONE);

            assertThat(Checksums.isMod97(iban)).isEqualTo(valid);
        });
    }

    private static BigInteger value(String iban) {
        var digits = new StringBuilder();
        for (char c : (iban.substring(4) + iban.substring(0, 4)).toCharArray()) {
            digits.append(Character.digit(c, 36));
        }
        return new BigInteger(digits.toString());
    }

    @Test
    void mod_11_radix_2_agrees_with_the_pure_system_of_iso_7064() {
        Samples.check(2_000, random -> {
            String id = digits(random, 17) + "0123456789X".charAt(random.nextInt(11));
            BigInteger sum = BigInteger.ZERO;
            for (int i = 0; i < 18; i++) {
                int value = id.charAt(i) == 'X' ? 10 : id.charAt(i) - '0';
                sum = sum.add(BigInteger.TWO.pow(17 - i).multiply(BigInteger.valueOf(value)));
            }

            assertThat(Checksums.isMod11Radix2(id))
                    .isEqualTo(sum.mod(BigInteger.valueOf(11)).equals(BigInteger.ONE));
        });
    }

    private static String digits(Random random, int count) {
        var digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }
}
