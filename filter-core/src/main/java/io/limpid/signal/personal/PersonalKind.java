package io.limpid.signal.personal;

import java.util.Arrays;
import java.util.Optional;

/** A kind of personal data that can be told by its form: a checksum, a numbering plan or a range. */
public enum PersonalKind {
    /** A telephone number of a published numbering plan. */
    PHONE("phone"),
    /** An e-mail address under a public suffix. */
    EMAIL("email"),
    /** A payment card number: issuer range, length and Luhn digit. */
    PAYMENT_CARD("payment-card"),
    /** An international bank account number (ISO 13616): length by country, remainder 1 modulo 97. */
    IBAN("iban"),
    /** A number of a Chinese resident identity card (GB 11643): region, birth date, ISO 7064 MOD 11-2. */
    CN_RESIDENT_ID("cn-resident-id"),
    /** A United States social security number. */
    US_SSN("us-ssn"),
    /** An IPv4 or IPv6 address that is routed on the public internet. */
    IP_ADDRESS("ip-address"),
    /** A point on Earth, at least to some ten metres. */
    COORDINATES("coordinates");

    private final String id;

    PersonalKind(String id) {
        this.id = id;
    }

    /** The name in rules and evidence, such as {@code payment-card}. */
    public String id() {
        return id;
    }

    /** The kind of this {@link #id()}, or empty. */
    public static Optional<PersonalKind> parse(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
    }
}
