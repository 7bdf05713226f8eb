package io.limpid.server.publish;

import java.math.BigInteger;
import java.util.Comparator;

/**
 * The order of versions: part by part, numbers by their value and words by their letters, a number after a word; of two that agree
 * as far as they go, the longer is newer. {@code 2026.11.9 < 2026.11.10 < 2026.11.10.1}.
 */
final class VersionOrder implements Comparator<String> {
    private static final String BETWEEN_PARTS = "[.+-]|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])";

    @Override
    public int compare(String one, String other) {
        String[] ones = one.split(BETWEEN_PARTS, -1);
        String[] others = other.split(BETWEEN_PARTS, -1);
        for (int i = 0; i < Math.min(ones.length, others.length); i++) {
            int order = comparePart(ones[i], others[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(ones.length, others.length);
    }

    private static int comparePart(String one, String other) {
        boolean number = isNumber(one);
        if (number && isNumber(other)) {
            return new BigInteger(one).compareTo(new BigInteger(other));
        }
        return number == isNumber(other) ? one.compareTo(other) : Boolean.compare(number, isNumber(other));
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
