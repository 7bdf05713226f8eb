package io.limpid.signal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a rule may ask of a link. */
public enum LinkTrait {
    /** Any link. */
    ANY(Needs.NOTHING),
    /** The host is an IP address, in whatever notation. */
    IP_HOST(Needs.NOTHING),
    /** A label of the host is in punycode. */
    PUNYCODE(Needs.NOTHING),
    /** A label of the host mixes scripts. */
    MIXED_SCRIPT(Needs.NOTHING),
    /** The text that is shown names another host than the target. */
    TEXT_MISMATCH(Needs.NOTHING),
    /** The host or a parent domain is an entry of a list. */
    LISTED(Needs.HOSTS),
    /** The same, for a list of link shorteners. */
    SHORTENER(Needs.HOSTS),
    /** The host imitates a protected name of a list. */
    LOOK_ALIKE(Needs.NAMES);

    /** Which list a trait needs. */
    public enum Needs {
        NOTHING,
        HOSTS,
        NAMES
    }

    private final Needs needs;

    LinkTrait(Needs needs) {
        this.needs = needs;
    }

    public Needs needs() {
        return needs;
    }

    /** The name in files and evidence, such as {@code look-alike}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<LinkTrait> parse(String id) {
        return Arrays.stream(values()).filter(trait -> trait.id().equals(id)).findFirst();
    }
}
