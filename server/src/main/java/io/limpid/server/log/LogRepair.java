package io.limpid.server.log;

import io.limpid.server.proof.TreeHead;
import io.limpid.server.tree.Proofs;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** What is done to a log that is not in use, by whoever looks after it; each leaves an entry. */
public final class LogRepair {
    private static final SecureRandom RANDOM = new SecureRandom();

    private LogRepair() {}

    /**
     * Puts a new signing key in the place of the one in use; the next start logs the change and signs with both.
     *
     * @param lost whether the old secret is gone, so that nothing can be signed with it any more
     * @return the new verifier key
     * @throws LogRefusedException if the log is in use, or there is none, or the last change is not through yet; or a key is said to be
     *     lost that is there
     */
    public static String rotateKey(LogPlace place, boolean lost) {
        checkThere(place);
        try (LogFolder folder = LogFolder.hold(place.data())) {
            checkIsLatest(place, folder);
            Path file = folder.signingKey();
            boolean there = file.toFile().exists();
            if (there && lost) {
                SigningKeys keys = SigningKeys.load(file);
                throw new LogRefusedException("the key " + keys.verifierKey() + " is there, in " + file
                        + ": leave out --lost, so that it signs for the new one");
            }
            if (!there && !lost) {
                throw new LogRefusedException("there is no key to change in " + place.data()
                        + "; if it is lost for good, say so with --lost");
            }
            return there
                    ? SigningKeys.load(file).rotate(file).verifierKey()
                    : SigningKeys.create(file, lastOrigin(folder)).verifierKey();
        } catch (SQLException e) {
            throw new LogRefusedException("cannot read the log in " + place.data() + " (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Makes sure that a guard knows a log which is to be opened outside the service: else one was named that is not the service's.
     *
     * @throws LogRefusedException if it does not
     */
    public static void checkIsGuarded(LogPlace place) {
        checkThere(place);
        try (LogFolder folder = LogFolder.hold(place.data())) {
            if (guarded(place, folder).isEmpty()) {
                throw new LogRefusedException("the guard " + place.guard()
                        + " does not know this log; name the one that its service uses with --guard");
            }
        } catch (SQLException e) {
            throw new LogRefusedException("cannot read the log in " + place.data() + " (" + e.getMessage() + ")", e);
        }
    }

    private static Optional<TreeHead> guarded(LogPlace place, LogFolder folder) throws SQLException {
        if (!Database.exists(place.guard())) {
            return Optional.empty();
        }
        try (Database log = Database.reader(folder.log());
                Guard guard = Guard.open(place.guard())) {
            return guard.last(log.meta("log_id").orElseThrow());
        }
    }

    /** A key that an older copy changed would be one more fork. */
    private static void checkIsLatest(LogPlace place, LogFolder folder) throws SQLException {
        Optional<TreeHead> signed = guarded(place, folder);
        if (signed.isEmpty()) {
            return;
        }
        try (Database log = Database.reader(folder.log())) {
            long size = log.number("SELECT count(*) FROM leaf");
            if (signed.get().size() > size
                    || !new Proofs(new StoredHashes(log))
                            .head(signed.get().size())
                            .equals(signed.get())) {
                throw new LogRefusedException(
                        "this log is not the one whose " + signed.get().size()
                                + " entries were signed last, or an older copy of it; see to that first: start the service, and do"
                                + " what it says");
            }
        }
    }

    /** Nobody who mistypes a folder should find it made. */
    private static void checkThere(LogPlace place) {
        if (!Database.exists(place.data().resolve("log.db"))) {
            throw new LogRefusedException("there is no log in " + place.data());
        }
    }

    private static String lastOrigin(LogFolder folder) throws SQLException {
        try (Database log = Database.reader(folder.log())) {
            String known = log.text("SELECT key FROM signing_key ORDER BY first DESC LIMIT 1")
                    .orElseThrow(() -> new LogRefusedException("this log has never signed anything"));
            return known.substring(0, known.indexOf('+'));
        }
    }

    /**
     * Goes on with an older copy of a log, and says so in an entry of type {@code log_start} with the reason {@code rollback}.
     *
     * @return what was lost, in a sentence
     * @throws LogRefusedException if the log is in use, is no older copy, or cannot be used
     */
    public static String acceptRollback(LogPlace place) {
        checkThere(place);
        try (LogFolder folder = LogFolder.hold(place.data());
                Guard guard = Guard.open(place.guard())) {
            ContentKey key = LogStart.contentKey(folder, RANDOM);
            try (LogStore store = LogStore.open(folder, key, LogSettings.defaults(), Tuning.NONE, true)) {
                return acceptRollback(place, folder, guard, store, new EntryEncoder(key, Clock.systemUTC(), RANDOM));
            }
        } catch (SQLException e) {
            throw new LogRefusedException("cannot use the log in " + place.data() + " (" + e.getMessage() + ")", e);
        }
    }

    private static String acceptRollback(
            LogPlace place, LogFolder folder, Guard guard, LogStore store, EntryEncoder encoder) throws SQLException {
        TreeHead lost = guard.last(store.logId())
                .orElseThrow(() -> new LogRefusedException(
                        "the guard " + place.guard() + " does not know this log, so nothing keeps it from starting"));
        if (lost.size() <= store.size()) {
            throw new LogRefusedException(
                    store.head(lost.size()).equals(lost)
                            ? "this log is no older copy; it can be started as it is"
                            : "this log is no older copy: its first " + lost.size()
                                    + " entries are others than those that were"
                                    + " signed last. It was changed, or went on from an older copy; restore the right files");
        }
        long kept = store.size();
        SigningKeys keys = SigningKeys.load(folder.signingKey());
        Map<String, Object> what =
                Map.of("lost_size", lost.size(), "lost_root", lost.root().toString());
        store.start(LogStart.entries(store, keys, "rollback", what, encoder), keys.verifierKey());
        guard.advance(store.logId(), lost, new TreeHead(0, store.head(0).root()));
        var checkpoints = new Checkpoints(guard, keys, folder.signingKey(), Clock.systemUTC());
        checkpoints.resume(store);
        checkpoints.publish(store, Runnable::run);
        store.closeInOrder();
        return "the log goes on with " + kept + " entries; " + lost.size() + " were signed, with root " + lost.root();
    }
}
