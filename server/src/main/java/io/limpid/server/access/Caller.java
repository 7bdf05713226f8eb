package io.limpid.server.access;

/**
 * Who asks.
 *
 * @param key id of the key that was shown
 * @param name of who has it; of a platform's key, the platform
 */
public record Caller(String key, Role role, String name) {}
