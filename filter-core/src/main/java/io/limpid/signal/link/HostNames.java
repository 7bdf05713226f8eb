package io.limpid.signal.link;

import com.google.common.base.Ascii;
import java.util.Optional;
import java.util.Set;

/** Compares hosts with published lists. */
public final class HostNames {
    private HostNames() {}

    /**
     * True if the host, or a domain above it, is an entry.
     *
     * @param host in lower-case ASCII form, as in {@link Link#host()}
     * @param hosts in the same form, without a leading dot
     */
    public static boolean isListed(String host, Set<String> hosts) {
        if (hosts.contains(host)) {
            return true;
        }
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            if (hosts.contains(host.substring(dot + 1))) {
                return true;
            }
        }
        return false;
    }

    /** The entry of a list as {@link #isListed} wants it: lower-case ASCII; empty if it can be no host. */
    public static Optional<String> canonical(String entry) {
        String trimmed = entry.strip();
        return Optional.ofNullable(Hosts.ascii(trimmed)).map(Ascii::toLowerCase);
    }
}
