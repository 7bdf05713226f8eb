package io.limpid.server.publish;

import java.util.List;

/** The tables of {@code rulesets.db}. */
final class RulesetSchema {
    /** {@code LmRs} in ASCII. */
    static final int APPLICATION_ID = 0x4C6D5273;

    static final int VERSION = 6;

    static final List<String> TABLES = List.of(
            """
            CREATE TABLE ruleset (
                digest TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                version TEXT NOT NULL,
                stage TEXT NOT NULL CHECK (stage IN ('draft', 'shadow', 'active', 'retired')),
                note TEXT,
                signers TEXT NOT NULL,
                previous TEXT REFERENCES ruleset (digest),
                UNIQUE (name, version)
            ) STRICT
            """,
            "CREATE UNIQUE INDEX one_version_in_force ON ruleset (name) WHERE stage = 'active'",
            """
            CREATE TABLE file (
                ruleset TEXT NOT NULL REFERENCES ruleset (digest),
                path TEXT NOT NULL,
                bytes BLOB NOT NULL,
                PRIMARY KEY (ruleset, path)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE step (
                id INTEGER PRIMARY KEY,
                ruleset TEXT NOT NULL REFERENCES ruleset (digest),
                stage TEXT NOT NULL,
                actor TEXT NOT NULL,
                reason TEXT NOT NULL,
                at INTEGER NOT NULL,
                log_index INTEGER NOT NULL,
                leaf_hash TEXT NOT NULL
            ) STRICT
            """,
            "CREATE INDEX step_of_ruleset ON step (ruleset, id)",
            """
            CREATE TABLE approval (
                ruleset TEXT NOT NULL REFERENCES ruleset (digest),
                who TEXT NOT NULL,
                PRIMARY KEY (ruleset, who)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE brake (
                rule TEXT PRIMARY KEY,
                rung TEXT NOT NULL,
                ruleset TEXT NOT NULL REFERENCES ruleset (digest),
                level INTEGER NOT NULL,
                why TEXT NOT NULL,
                at INTEGER NOT NULL,
                log_index INTEGER NOT NULL,
                leaf_hash TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE baseline (
                ruleset TEXT NOT NULL REFERENCES ruleset (digest),
                rule TEXT NOT NULL,
                per_million INTEGER NOT NULL,
                source TEXT NOT NULL,
                PRIMARY KEY (ruleset, rule)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE revision (
                rule TEXT NOT NULL,
                revision INTEGER NOT NULL,
                ruleset TEXT NOT NULL REFERENCES ruleset (digest),
                PRIMARY KEY (rule, revision, ruleset)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE step_under_way (
                only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
                since INTEGER NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE noted (
                type TEXT NOT NULL,
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                log_index INTEGER NOT NULL,
                leaf_hash TEXT NOT NULL,
                PRIMARY KEY (type, name)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE backtest (
                id TEXT PRIMARY KEY,
                ruleset TEXT NOT NULL REFERENCES ruleset (digest),
                beside TEXT NOT NULL,
                brakes TEXT NOT NULL,
                from_time INTEGER,
                to_time INTEGER,
                most_posts INTEGER,
                begun_at INTEGER NOT NULL,
                state TEXT NOT NULL,
                next_index INTEGER NOT NULL,
                worked_millis INTEGER NOT NULL,
                report TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE taken_part (
                ruleset TEXT NOT NULL,
                day INTEGER NOT NULL,
                active INTEGER NOT NULL,
                shadow INTEGER NOT NULL,
                changed INTEGER NOT NULL,
                PRIMARY KEY (ruleset, day)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE matched (
                ruleset TEXT NOT NULL,
                rule TEXT NOT NULL,
                day INTEGER NOT NULL,
                language TEXT NOT NULL,
                enforced INTEGER NOT NULL,
                suppressed INTEGER NOT NULL,
                shadow INTEGER NOT NULL,
                first INTEGER NOT NULL,
                last INTEGER NOT NULL,
                PRIMARY KEY (ruleset, rule, day, language)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE counted (
                only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
                next INTEGER NOT NULL,
                leaf_hash TEXT NOT NULL
            ) STRICT
            """);

    private RulesetSchema() {}
}
