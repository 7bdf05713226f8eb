package io.limpid.server.log;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What entries do to the content of earlier decisions. Belongs to the thread that has the store.
 *
 * <p>An erasure is written down in the transaction of its entry, and carried out when that is on disk.
 */
final class Effects {
    private static final Logger LOGGER = LoggerFactory.getLogger(Effects.class);

    /** How long a reader may keep the writer from emptying a write-ahead log, in milliseconds. */
    private static final int PATIENCE_MILLIS = 20;

    /** A reader that is in the way may stay there for long, and each try holds up whoever waits for a commit. */
    private static final long BETWEEN_TRIES_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Database log;
    private final Database content;
    private final PreparedStatement addErasure;
    private final PreparedStatement forgetAuthor;
    private final PreparedStatement addHold;
    private final PreparedStatement removeHold;
    private final PreparedStatement isHeld;

    /** Whether a write-ahead log still has what was erased from its file. */
    private boolean owing;

    private long triedNanos = System.nanoTime() - BETWEEN_TRIES_NANOS;

    Effects(Database log, Database content) throws SQLException {
        this.log = log;
        this.content = content;
        addErasure = log.prepare("INSERT INTO erasure (idx, entry) SELECT idx, ? FROM decision WHERE id = ?"
                + " ON CONFLICT (idx) DO NOTHING");
        forgetAuthor = log.prepare("UPDATE decision SET author = NULL WHERE id = ?");
        addHold = log.prepare("INSERT INTO legal_hold (idx, entry) SELECT idx, ? FROM decision WHERE id = ?"
                + " ON CONFLICT (idx) DO NOTHING");
        removeHold = log.prepare("DELETE FROM legal_hold WHERE idx = (SELECT idx FROM decision WHERE id = ?)");
        isHeld = log.prepare("SELECT 1 FROM legal_hold h JOIN decision d ON d.idx = h.idx WHERE d.id = ?");
    }

    /** Those whose content may not be erased. */
    List<String> heldAmong(List<String> decisionIds) throws SQLException {
        var held = new ArrayList<String>();
        for (String id : decisionIds) {
            isHeld.setString(1, id);
            try (ResultSet rows = isHeld.executeQuery()) {
                if (rows.next()) {
                    held.add(id);
                }
            }
        }
        return held;
    }

    /** Writes down what the entry of an index does. */
    void apply(Effect effect, long index) throws SQLException {
        for (String id : effect.decisionIds()) {
            switch (effect.kind()) {
                case ERASE -> {
                    addErasure.setLong(1, index);
                    addErasure.setString(2, id);
                    addErasure.executeUpdate();
                    forgetAuthor.setString(1, id);
                    forgetAuthor.executeUpdate();
                }
                case HOLD -> {
                    addHold.setLong(1, index);
                    addHold.setString(2, id);
                    addHold.executeUpdate();
                }
                case RELEASE -> {
                    removeHold.setString(1, id);
                    removeHold.executeUpdate();
                }
            }
        }
    }

    /** Carries out the erasures that the entries of a range stand for; those already carried out make no difference. */
    void erase(long first, long end) throws SQLException {
        int removed = 0;
        content.begin();
        try (var erased = log.prepare("SELECT idx FROM erasure WHERE entry >= ? AND entry < ?");
                var delete = content.prepare("DELETE FROM content WHERE idx = ?")) {
            erased.setLong(1, first);
            erased.setLong(2, end);
            try (ResultSet rows = erased.executeQuery()) {
                while (rows.next()) {
                    delete.setLong(1, rows.getLong(1));
                    removed += delete.executeUpdate();
                }
            }
        }
        content.commit();
        if (removed > 0) {
            owing = true;
            settle();
            if (owing) {
                LOGGER.info(
                        "a reader keeps erased content in a write-ahead log; it is emptied as soon as that reader is done");
            }
        }
    }

    /** Whether {@link #settle} has something left to do. */
    boolean isOwing() {
        return owing;
    }

    /** Empties the write-ahead logs of what was erased, unless a reader is in the way, or was a moment ago. */
    void settle() throws SQLException {
        if (owing && System.nanoTime() - triedNanos >= BETWEEN_TRIES_NANOS) {
            triedNanos = System.nanoTime();
            boolean contentDone = content.checkpointAll(PATIENCE_MILLIS);
            boolean logDone = log.checkpointAll(PATIENCE_MILLIS);
            owing = !(contentDone && logDone);
        }
    }
}
