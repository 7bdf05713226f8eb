package io.limpid.server.log;

import io.limpid.server.proof.Hash;
import io.limpid.server.tree.TileHashes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The hashes of the tree as one connection sees them. For one thread at a time. */
final class StoredHashes implements TileHashes {
    /** A {@link SQLException} on its way through code that knows no databases. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final SQLException cause;

        UnreadableException(SQLException cause) {
            super(cause);
            this.cause = cause;
        }

        SQLException sql() {
            return cause;
        }
    }

    private final PreparedStatement leaves;
    private final PreparedStatement roots;

    StoredHashes(Database log) throws SQLException {
        leaves = log.prepare("SELECT hash FROM leaf WHERE idx >= ? ORDER BY idx LIMIT ?");
        roots = log.prepare("SELECT hash FROM tile_hash WHERE level = ? AND idx >= ? ORDER BY idx LIMIT ?");
    }

    @Override
    public List<Hash> read(int level, long first, int count) {
        try {
            PreparedStatement statement = level == 0 ? leaves : roots;
            int at = 1;
            if (level > 0) {
                statement.setInt(at++, level);
            }
            statement.setLong(at++, first);
            statement.setInt(at, count);
            var hashes = new ArrayList<Hash>(count);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    hashes.add(Hash.of(rows.getBytes(1)));
                }
            }
            return hashes;
        } catch (SQLException e) {
            throw new UnreadableException(e);
        }
    }
}
