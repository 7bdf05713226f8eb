package io.limpid.server.log;

import java.sql.SQLException;

/** A last word on the connections of a writer just opened; tests narrow them down with it. */
@FunctionalInterface
interface Tuning {
    Tuning NONE = (log, content) -> {};

    void apply(Database log, Database content) throws SQLException;
}
