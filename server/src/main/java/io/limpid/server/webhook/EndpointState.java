package io.limpid.server.webhook;

import java.util.Optional;

/**
 * How it stands with an endpoint.
 *
 * @param next index of the first entry of the log that it has not been told of, to within some thousands
 * @param pending messages that are being sent
 * @param dead messages that were given up
 * @param failure why the last of those was not taken, or the last of the pending ones
 */
public record EndpointState(String name, long next, long pending, long dead, Optional<String> failure) {}
