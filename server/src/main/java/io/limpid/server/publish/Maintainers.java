package io.limpid.server.publish;

import io.limpid.server.verify.VerifierKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose signatures a service trusts, and for which rulesets. Immutable.
 *
 * @param keys each with the ruleset that it is for
 */
public record Maintainers(List<Trusted> keys) {
    /** Nobody: nothing can be published. */
    public static final Maintainers NONE = new Maintainers(List.of());

    /**
     * A trusted key.
     *
     * @param ruleset the only one that it may sign; empty for all
     */
    public record Trusted(VerifierKey key, Optional<String> ruleset) {}

    public Maintainers {
        keys = List.copyOf(keys);
    }

    /**
     * Reads keys.
     *
     * @param named {@code KEY.pub}, or {@code RULESET=KEY.pub} for a maintainer of that ruleset only
     * @throws PublishingException if one is none, or two of different keys have one name
     */
    public static Maintainers read(List<String> named) {
        List<Trusted> keys = new ArrayList<>();
        for (String one : named) {
            int equals = one.indexOf('=');
            if (one.substring(equals + 1).isBlank()) {
                throw new PublishingException(
                        "\"" + one + "\" names no file: it is KEY.pub, or RULESET=KEY.pub for one ruleset", null);
            }
            VerifierKey key = MaintainerKey.readPublic(Path.of(one.substring(equals + 1)));
            for (Trusted other : keys) {
                if (other.key().name().equals(key.name()) && !other.key().equals(key)) {
                    throw new PublishingException(
                            "two maintainers are called " + key.name()
                                    + "; log entries name them, so make one key anew",
                            null);
                }
            }
            keys.add(new Trusted(key, equals < 0 ? Optional.empty() : Optional.of(one.substring(0, equals))));
        }
        return new Maintainers(keys);
    }

    /** The keys that may sign a ruleset. */
    List<VerifierKey> of(String ruleset) {
        return keys.stream()
                .filter(trusted -> trusted.ruleset().map(ruleset::equals).orElse(true))
                .map(Trusted::key)
                .distinct()
                .toList();
    }
}
