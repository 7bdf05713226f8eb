package io.limpid.signal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Kinds of personal data that can be told by their form. */
public enum PersonalKind {
    PHONE,
    EMAIL,
    PAYMENT_CARD,
    IBAN,
    /** The 18-digit identity number of residents of China (GB 11643). */
    CN_RESIDENT_ID,
    US_SSN,
    IP_ADDRESS,
    COORDINATES;

    /** The name in files and evidence, such as {@code payment-card}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<PersonalKind> parse(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
    }
}
