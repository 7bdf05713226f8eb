package io.limpid.server.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A key as it is known: all but its secret.
 *
 * @param id public, and part of the token
 * @param name of who has it; of a platform's key, the platform
 * @param expiresAt from when on it is worth nothing; empty for never
 * @param lastUsedAt to within a minute; empty for never
 * @param revokedAt since when it is worth nothing; empty where it was not revoked
 */
public record ApiKey(
        String id,
        Role role,
        String name,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> lastUsedAt,
        Optional<Instant> revokedAt) {
    /** Whether it is worth something. */
    boolean isValid(Instant now) {
        return revokedAt.isEmpty() && expiresAt.map(now::isBefore).orElse(true);
    }
}
