package io.limpid.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DisguiseTest {
    private static final String ENGLISH = "claim your free prize before midnight and tell nobody about it at all";
    private static final String CHINESE = "加我微信领取免费奖品今晚截止先到先得不要告诉别人";

    @Test
    void the_same_seed_disguises_alike() {
        assertThat(Disguise.of(ENGLISH, new SplittableRandom(4)))
                .isEqualTo(Disguise.of(ENGLISH, new SplittableRandom(4)));
    }

    @Test
    void leaves_most_words_alone_and_keeps_the_first_letter_of_a_mistyped_one() {
        var seen = new TreeSet<String>();
        for (int seed = 0; seed < 200; seed++) {
            String[] words = Disguise.of(ENGLISH, new SplittableRandom(seed)).split(" ");
            int same = 0;
            for (String word : words) {
                same += ENGLISH.contains(word) && word.length() > 1 ? 1 : 0;
            }
            assertThat(same).isGreaterThanOrEqualTo(4);
            seen.addAll(java.util.List.of(words));
        }
        assertThat(seen).contains("pr1ze", "fr*e", "yuor", "nobdy");
    }

    @Test
    void words_of_two_letters_stay_as_they_are() {
        for (int seed = 0; seed < 50; seed++) {
            assertThat(Disguise.of("it is at my or so", new SplittableRandom(seed)))
                    .isEqualTo("it is at my or so");
        }
    }

    @Test
    void chinese_characters_keep_their_order_with_signs_between_some() {
        boolean parted = false;
        for (int seed = 0; seed < 50; seed++) {
            String disguised = Disguise.of(CHINESE, new SplittableRandom(seed));
            assertThat(disguised.replaceAll("[·.\\-_*~ ,/]", "")).isEqualTo(CHINESE);
            assertThat(disguised).as("nothing after the last character").endsWith("人");
            parted |= !disguised.equals(CHINESE);
        }
        assertThat(parted).isTrue();
    }
}
