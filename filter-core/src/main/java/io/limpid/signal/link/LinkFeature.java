package io.limpid.signal.link;

import java.util.Arrays;
import java.util.Optional;

/** Something that can be said of a link by looking at it alone. */
public enum LinkFeature {
    /** It is a link: every link has this. */
    ANY("any"),
    /** The host is an IP address, in any of the forms that browsers take. */
    IP_HOST("ip-host"),
    /** A label of the host is internationalised: its ASCII form starts with {@code xn--}. */
    PUNYCODE("punycode"),
    /** A label of the host mixes scripts that no writing system mixes, such as Latin and Cyrillic. */
    MIXED_SCRIPT("mixed-script"),
    /** The shown text, or the user name before an {@code @}, names another site than the target. */
    TEXT_MISMATCH("text-mismatch");

    private final String id;

    LinkFeature(String id) {
        this.id = id;
    }

    /** The name in rules and evidence, such as {@code ip-host}. */
    public String id() {
        return id;
    }

    /** The feature of this {@link #id()}, or empty. */
    public static Optional<LinkFeature> parse(String id) {
        return Arrays.stream(values()).filter(feature -> feature.id.equals(id)).findFirst();
    }
}
