package io.limpid.signal.personal;

/** The check digits of numbers that people type. Each takes ASCII and is linear in it. */
final class Checksums {
    private static final int[] RESIDENT_ID_WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String RESIDENT_ID_CHECKS = "10X98765432";

    private Checksums() {}

    /** ISO/IEC 7812-1 annex B, known as Luhn: every second digit from the right doubled, its digits added. */
    static boolean isLuhn(CharSequence digits) {
        int sum = 0;
        boolean doubled = false;
        for (int i = digits.length() - 1; i >= 0; i--) {
            int digit = digits.charAt(i) - '0';
            int value = doubled ? 2 * digit : digit;
            sum += value > 9 ? value - 9 : value;
            doubled = !doubled;
        }
        return sum % 10 == 0;
    }

    /** ISO 13616 with ISO/IEC 7064 MOD 97-10: the first four characters moved to the end, letters read as 10 to 35. */
    static boolean isMod97(CharSequence upperCaseIban) {
        int remainder = 0;
        int length = upperCaseIban.length();
        for (int i = 0; i < length; i++) {
            char c = upperCaseIban.charAt((i + 4) % length);
            remainder = c <= '9' ? (remainder * 10 + c - '0') % 97 : (remainder * 100 + c - 'A' + 10) % 97;
        }
        return remainder == 1;
    }

    /** GB 11643-1999 with ISO/IEC 7064 MOD 11-2: 17 digits and a check character, {@code X} for ten. */
    static boolean isMod11Radix2(CharSequence upperCaseId) {
        int sum = 0;
        for (int i = 0; i < RESIDENT_ID_WEIGHTS.length; i++) {
            sum += RESIDENT_ID_WEIGHTS[i] * (upperCaseId.charAt(i) - '0');
        }
        return RESIDENT_ID_CHECKS.charAt(sum % 11) == upperCaseId.charAt(RESIDENT_ID_WEIGHTS.length);
    }
}
