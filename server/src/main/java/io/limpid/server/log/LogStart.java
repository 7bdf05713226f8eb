package io.limpid.server.log;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a log begins with each time that it is opened: its keys, and the entries that say so. */
final class LogStart {
    /** Before some digits of the id of a log that was given no name. */
    private static final String OWN_ORIGIN = "limpid.local/";

    private LogStart() {}

    /** The entries that say that the log is opened, and by which key it signs from now on. */
    static List<Pending> entries(LogStore store, SigningKeys keys, boolean unguarded, EntryEncoder encoder)
            throws SQLException {
        Map<String, Object> more = unguarded ? Map.of("guard", "new") : Map.of();
        return entries(store, keys, store.wasClosed() ? "clean" : "recovered", more, encoder);
    }

    /** Likewise. */
    static List<Pending> entries(
            LogStore store, SigningKeys keys, String reason, Map<String, Object> more, EntryEncoder encoder)
            throws SQLException {
        var entries = new ArrayList<Pending>();
        store.signingKey()
                .filter(known -> !known.equals(keys.verifierKey()))
                .map(previous -> Entry.of("key_rotation", Map.of("key", keys.verifierKey(), "previous", previous)))
                .map(encoder::encode)
                .ifPresent(entries::add);
        entries.add(encoder.encode(entry(reason, store.size() + entries.size(), keys, more)));
        return entries;
    }

    /** The entry of a log that came back while the program ran. */
    static Pending recovered(long size, SigningKeys keys, EntryEncoder encoder) {
        return encoder.encode(entry("recovered", size, keys, Map.of()));
    }

    private static Entry entry(String reason, long previousSize, SigningKeys keys, Map<String, Object> more) {
        Map<String, Object> leaf = new TreeMap<>(more);
        leaf.put("reason", reason);
        leaf.put("previous_size", previousSize);
        leaf.put("origin", keys.origin());
        leaf.put("key", keys.verifierKey());
        return Entry.of("log_start", leaf);
    }

    /**
     * The keys that sign, made for a log just made.
     *
     * @throws LogRefusedException if they are missing, or of a log of another name
     */
    static SigningKeys signingKeys(LogFolder folder, LogStore store, Optional<String> origin) throws SQLException {
        SigningKeys keys;
        if (folder.signingKey().toFile().exists()) {
            keys = SigningKeys.load(folder.signingKey());
        } else if (store.signingKey().isPresent()) {
            throw new LogRefusedException("the key file " + folder.signingKey()
                    + " is missing, but the log was signed with "
                    + store.signingKey().get()
                    + ". Restore it; if it is lost for good, say so with: limpid log rotate-key --lost");
        } else {
            keys = SigningKeys.create(
                    folder.signingKey(),
                    origin.orElse(OWN_ORIGIN + store.logId().substring(0, 12)));
        }
        if (origin.isPresent() && !origin.get().equals(keys.origin())) {
            throw new LogRefusedException(
                    "this log is called " + keys.origin() + ", and a log keeps its name; not " + origin.get());
        }
        return keys;
    }

    /**
     * The key of the content, made for a log that is to be made.
     *
     * @throws LogRefusedException if it is missing, though there is a log
     */
    static ContentKey contentKey(LogFolder folder, SecureRandom random) throws SQLException {
        try {
            return keyOf(folder, random);
        } catch (LogRefusedException e) {
            // Whose files these are comes first: nobody can restore the key of another program's file.
            Database.checkIsOurs(folder.log(), LogSchema.LOG);
            Database.checkIsOurs(folder.content(), LogSchema.CONTENT);
            throw e;
        }
    }

    private static ContentKey keyOf(LogFolder folder, SecureRandom random) {
        if (folder.key().toFile().exists()) {
            return ContentKey.load(folder.key());
        }
        if (Database.exists(folder.content()) || Database.exists(folder.log())) {
            throw new LogRefusedException("the key file " + folder.key() + " is missing, but the log is there;"
                    + " without it the content of every decision is lost. Restore it from where it is kept");
        }
        return ContentKey.create(folder.key(), random);
    }
}
