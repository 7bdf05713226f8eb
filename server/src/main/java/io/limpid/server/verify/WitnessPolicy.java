package io.limpid.server.verify;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whose word makes a checkpoint good: keys of logs, keys of witnesses, and how many of those have to have cosigned (C2SP
 * tlog-policy). Immutable; safe for many threads.
 */
public final class WitnessPolicy {
    /** How far a witness's clock may be ahead of ours. */
    public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    /** As many lines as a policy may have; 32 logs, witnesses and groups is what the specification asks for. */
    private static final int MAX_LINES = 1000;

    private static final int MAX_BYTES = 1 << 18;
    private static final int MAX_PORT = 65_535;
    private static final String NONE = "none";

    /**
     * Who cosigns.
     *
     * @param url where it takes checkpoints (C2SP tlog-witness, the submission prefix); not needed to verify
     */
    public record Witness(String name, VerifierKey key, Optional<URI> url) {}

    /**
     * What a name stands for.
     *
     * @param members verifier keys of all witnesses that are in it
     * @param isMet whether a set of witnesses, by their verifier keys, is enough
     */
    private record Quorum(Set<String> members, Predicate<Set<String>> isMet) {
        static final Quorum NOBODY = new Quorum(Set.of(), given -> true);

        boolean test(Set<String> given) {
            return isMet.test(given);
        }
    }

    private final List<VerifierKey> logs;
    private final List<Witness> witnesses;
    private final Quorum quorum;

    private WitnessPolicy(List<VerifierKey> logs, List<Witness> witnesses, Quorum quorum) {
        this.logs = List.copyOf(logs);
        this.witnesses = List.copyOf(witnesses);
        this.quorum = quorum;
    }

    /**
     * Reads a policy.
     *
     * @throws VerificationException that names the line and what is wrong with it
     */
    public static WitnessPolicy parse(byte[] file) throws VerificationException {
        return new Reader().read(file);
    }

    /** Keys of the logs that it knows; may be empty where the log is known from elsewhere. */
    public List<VerifierKey> logs() {
        return logs;
    }

    /** In the order of the file. */
    public List<Witness> witnesses() {
        return witnesses;
    }

    /** Their keys, and those of the log, to verify checkpoints with. */
    public List<VerifierKey> and(Collection<VerifierKey> logKeys) {
        return Stream.concat(logKeys.stream(), witnesses.stream().map(Witness::key))
                .toList();
    }

    /** Whether it is met without any witness. */
    public boolean asksNobody() {
        return quorum.test(Set.of());
    }

    /** Whether it could be met by witnesses that have an address to be asked at. */
    public boolean canBeMet() {
        return quorum.test(keys(
                witnesses.stream().filter(witness -> witness.url().isPresent()).map(Witness::key)));
    }

    /**
     * Whether the cosignatures under a checkpoint are enough. Those with a time that has not come do not count.
     *
     * @param now by the clock of whoever asks
     */
    public boolean isMetBy(VerifiedCheckpoint checkpoint, Instant now) {
        return quorum.test(keys(counted(checkpoint, now).map(Cosignature::witness)));
    }

    /** When the newest of the cosignatures was made that count for the quorum; nothing where there is none. */
    public Optional<Instant> newest(VerifiedCheckpoint checkpoint, Instant now) {
        return counted(checkpoint, now)
                .filter(one -> quorum.members().contains(one.witness().toString()))
                .map(Cosignature::time)
                .max(Instant::compareTo);
    }

    private Stream<Cosignature> counted(VerifiedCheckpoint checkpoint, Instant now) {
        return checkpoint.cosignatures().stream().filter(one -> !isAhead(one, now));
    }

    /** Whether a cosignature claims a time that has not come yet. */
    public static boolean isAhead(Cosignature cosignature, Instant now) {
        return cosignature.time().isAfter(now.plus(CLOCK_TOLERANCE));
    }

    private static Set<String> keys(Stream<VerifierKey> keys) {
        return keys.map(VerifierKey::toString).collect(Collectors.toSet());
    }

    private static final class Reader {
        private final List<VerifierKey> logs = new ArrayList<>();
        private final List<Witness> witnesses = new ArrayList<>();
        private final Map<String, Quorum> defined = new HashMap<>();
        private final Set<String> members = new HashSet<>();
        private final Set<String> publicKeys = new HashSet<>();
        private @Nullable Quorum quorum;
        private int number;

        WitnessPolicy read(byte[] file) throws VerificationException {
            if (file.length > MAX_BYTES) {
                throw new VerificationException("a policy has at most " + MAX_BYTES + " bytes, not " + file.length);
            }
            if (file.length > 0 && file[file.length - 1] != '\n') {
                throw new VerificationException("the last line of the policy does not end in a newline");
            }
            // Names are bytes to the specification, and Latin-1 keeps each of them as it is.
            String[] lines = new String(file, StandardCharsets.ISO_8859_1).split("\n", -1);
            if (lines.length > MAX_LINES) {
                throw new VerificationException("a policy has at most " + MAX_LINES + " lines, not " + lines.length);
            }
            for (String line : lines) {
                number++;
                if (line.chars().anyMatch(c -> c == 0x7f || (c < ' ' && c != '\t'))) {
                    throw wrong("it has a control character");
                }
                String[] items = Arrays.stream(line.split("[ \t]+", -1))
                        .filter(item -> !item.isEmpty())
                        .toArray(String[]::new);
                if (items.length > 0 && !items[0].startsWith("#")) {
                    line(items);
                }
            }
            if (quorum == null) {
                throw new VerificationException("the policy has no line \"quorum\", which says whose word is enough");
            }
            return new WitnessPolicy(logs, witnesses, quorum);
        }

        private void line(String[] items) throws VerificationException {
            switch (items[0]) {
                case "log" -> log(items);
                case "witness" -> witness(items);
                case "group" -> group(items);
                case "quorum" -> quorum(items);
                default -> throw wrong("it begins with none of log, witness, group, quorum");
            }
        }

        private void log(String[] items) throws VerificationException {
            demand(items.length == 2 || items.length == 3, "it is \"log KEY [URL]\"");
            logs.add(key(items[1], VerifierKey.Type.LOG));
        }

        private void witness(String[] items) throws VerificationException {
            demand(items.length == 3 || items.length == 4, "it is \"witness NAME KEY [URL]\"");
            VerifierKey key = key(items[2], VerifierKey.Type.WITNESS);
            define(items[1], new Quorum(Set.of(key.toString()), given -> given.contains(key.toString())));
            witnesses.add(
                    new Witness(items[1], key, items.length == 4 ? Optional.of(url(items[3])) : Optional.empty()));
        }

        private VerifierKey key(String text, VerifierKey.Type type) throws VerificationException {
            VerifierKey key;
            try {
                key = VerifierKey.parse(new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            } catch (VerificationException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
            demand(
                    key.type() == type,
                    type == VerifierKey.Type.LOG
                            ? "the key is one of a witness, not of a log"
                            : "the key is one of a log, not of a witness that cosigns");
            demand(publicKeys.add(text.split("\\+", 3)[2]), "this public key is there already");
            return key;
        }

        private URI url(String text) throws VerificationException {
            try {
                URI url = URI.create(text);
                demand(
                        List.of("http", "https").contains(url.getScheme())
                                && url.getHost() != null
                                && url.getPort() != 0
                                && url.getPort() <= MAX_PORT
                                && url.getUserInfo() == null
                                && url.getQuery() == null
                                && url.getFragment() == null,
                        "the address is not one of http or https without user, query and fragment");
                return url;
            } catch (IllegalArgumentException e) {
                throw wrong("the address is none");
            }
        }

        private void group(String[] items) throws VerificationException {
            demand(items.length >= 4, "it is \"group NAME all|any|K MEMBER…\"");
            List<Quorum> of = new ArrayList<>();
            for (String member : Arrays.asList(items).subList(3, items.length)) {
                of.add(known(member));
                demand(members.add(member), member + " is a member of a group already");
            }
            int needed = switch (items[2]) {
                case "all" -> of.size();
                case "any" -> 1;
                default -> number(items[2], of.size());
            };
            Set<String> all =
                    of.stream().flatMap(one -> one.members().stream()).collect(Collectors.toUnmodifiableSet());
            define(
                    items[1],
                    new Quorum(
                            all,
                            given -> of.stream().filter(one -> one.test(given)).count() >= needed));
        }

        private int number(String text, int members) throws VerificationException {
            demand(
                    text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= members,
                    "how many are needed is all, any or a number from 1 to " + members + ", not " + text);
            return Integer.parseInt(text);
        }

        private void quorum(String[] items) throws VerificationException {
            demand(items.length == 2, "it is \"quorum NAME\"");
            demand(quorum == null, "there is a line \"quorum\" already");
            quorum = items[1].equals(NONE) ? Quorum.NOBODY : known(items[1]);
        }

        private void define(String name, Quorum what) throws VerificationException {
            demand(!name.equals(NONE), "none is no name: it stands for no witness at all");
            demand(defined.putIfAbsent(name, what) == null, "the name " + name + " is there already");
        }

        private Quorum known(String name) throws VerificationException {
            Quorum found = defined.get(name);
            if (found == null) {
                throw wrong("no line before it defines " + name);
            }
            return found;
        }

        private void demand(boolean holds, String otherwise) throws VerificationException {
            if (!holds) {
                throw wrong(otherwise);
            }
        }

        private VerificationException wrong(String what) {
            return new VerificationException("line " + number + " of the policy: " + what);
        }
    }
}
