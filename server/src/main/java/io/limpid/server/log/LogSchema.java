package io.limpid.server.log;

import java.util.List;

/**
 * One of the databases: how it is told from others, and what is in it.
 *
 * @param applicationId marks the file in its header, so that another program's file is not taken for ours
 * @param version goes up with every change; this program refuses anything newer
 * @param pageBytes the size of its pages: a few records should fit one
 * @param erasable whether what is deleted is overwritten too
 * @param statements what makes it
 */
record LogSchema(int applicationId, int version, int pageBytes, boolean erasable, List<String> statements) {
    /** Leaves, which never change, and what finds them, which could be made again from them and the content. */
    static final LogSchema LOG = new LogSchema(
            0x4c6d7064 /* Lmpd */,
            3,
            4096,
            true,
            List.of(
                    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
                    """
                    CREATE TABLE leaf (
                        idx INTEGER PRIMARY KEY,
                        bytes BLOB NOT NULL,
                        hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT""",
                    // This also stops INSERT OR REPLACE, which deletes without asking the trigger on DELETE.
                    """
                    CREATE TRIGGER leaf_without_gap BEFORE INSERT ON leaf
                    WHEN new.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM leaf)
                    BEGIN SELECT RAISE(ABORT, 'append-only: a leaf follows the last one'); END""",
                    """
                    CREATE TRIGGER leaf_never_changes BEFORE UPDATE ON leaf
                    BEGIN SELECT RAISE(ABORT, 'append-only: a leaf never changes'); END""",
                    """
                    CREATE TRIGGER leaf_never_goes BEFORE DELETE ON leaf
                    BEGIN SELECT RAISE(ABORT, 'append-only: a leaf never goes'); END""",
                    // Roots of full tiles: at level n that of each 256^n leaves. They never change, either.
                    """
                    CREATE TABLE tile_hash (
                        level INTEGER NOT NULL,
                        idx INTEGER NOT NULL,
                        hash BLOB NOT NULL CHECK (length(hash) = 32),
                        PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID""",
                    "CREATE TABLE frontier (one INTEGER PRIMARY KEY CHECK (one = 1), bytes BLOB NOT NULL) STRICT",
                    """
                    CREATE TABLE checkpoint (
                        size INTEGER PRIMARY KEY,
                        time INTEGER NOT NULL,
                        note TEXT NOT NULL) STRICT""",
                    // Each verifier key, with the entry that introduced it.
                    """
                    CREATE TABLE signing_key (
                        first INTEGER PRIMARY KEY,
                        key TEXT NOT NULL UNIQUE) STRICT""",
                    """
                    CREATE TRIGGER checkpoint_never_changes BEFORE UPDATE ON checkpoint
                    BEGIN SELECT RAISE(ABORT, 'append-only: a checkpoint never changes'); END""",
                    """
                    CREATE TRIGGER checkpoint_never_goes BEFORE DELETE ON checkpoint
                    BEGIN SELECT RAISE(ABORT, 'append-only: a checkpoint never goes'); END""",
                    // The last line of each witness under a checkpoint; a later one of the same witness takes its
                    // place.
                    """
                    CREATE TABLE cosignature (
                        size INTEGER NOT NULL,
                        witness TEXT NOT NULL,
                        time INTEGER NOT NULL,
                        line TEXT NOT NULL,
                        PRIMARY KEY (size, witness)) STRICT, WITHOUT ROWID""",
                    """
                    CREATE TABLE decision (
                        idx INTEGER PRIMARY KEY,
                        id TEXT NOT NULL UNIQUE,
                        time INTEGER NOT NULL,
                        action TEXT NOT NULL,
                        language TEXT,
                        author BLOB,
                        platform TEXT) STRICT""",
                    "CREATE INDEX decision_by_time ON decision (time)",
                    "CREATE INDEX decision_by_action ON decision (action, time)",
                    "CREATE INDEX decision_by_language ON decision (language, time) WHERE language IS NOT NULL",
                    "CREATE INDEX decision_by_author ON decision (author, time) WHERE author IS NOT NULL",
                    "CREATE INDEX decision_by_platform ON decision (platform, time) WHERE platform IS NOT NULL",
                    """
                    CREATE TABLE decision_rule (
                        rule TEXT NOT NULL,
                        time INTEGER NOT NULL,
                        idx INTEGER NOT NULL,
                        PRIMARY KEY (rule, time, idx)) STRICT, WITHOUT ROWID""",
                    """
                    CREATE TABLE decision_category (
                        category TEXT NOT NULL,
                        time INTEGER NOT NULL,
                        idx INTEGER NOT NULL,
                        PRIMARY KEY (category, time, idx)) STRICT, WITHOUT ROWID""",
                    """
                    CREATE TABLE idempotency (
                        key BLOB PRIMARY KEY,
                        body BLOB NOT NULL,
                        idx INTEGER NOT NULL,
                        time INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
                    "CREATE INDEX idempotency_by_time ON idempotency (time)",
                    // Which decisions have had their content erased, and by which entry.
                    """
                    CREATE TABLE erasure (
                        idx INTEGER PRIMARY KEY,
                        entry INTEGER NOT NULL) STRICT""",
                    "CREATE INDEX erasure_by_entry ON erasure (entry)",
                    // Whose content may not be erased, and by which entry.
                    """
                    CREATE TABLE legal_hold (
                        idx INTEGER PRIMARY KEY,
                        entry INTEGER NOT NULL) STRICT"""));

    /** What can be erased. */
    static final LogSchema CONTENT = new LogSchema(
            0x4c6d7063 /* Lmpc */,
            1,
            8192,
            true,
            List.of("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID", """
                    CREATE TABLE content (
                        idx INTEGER PRIMARY KEY,
                        key BLOB NOT NULL,
                        data BLOB NOT NULL) STRICT"""));

    /** What each log last signed; see {@link Guard}. */
    static final LogSchema GUARD = new LogSchema(0x4c6d7067 /* Lmpg */, 1, 4096, false, List.of("""
                    CREATE TABLE guard (
                        log_id TEXT PRIMARY KEY,
                        size INTEGER NOT NULL,
                        root BLOB NOT NULL CHECK (length(root) = 32)) STRICT, WITHOUT ROWID"""));
}
