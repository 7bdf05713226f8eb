package io.limpid.server.api;

import io.javalin.security.RouteRole;
import io.limpid.server.access.Role;

/** Who may use a route. Each route says so; one that does not keeps the server from starting. */
public enum Access implements RouteRole {
    /** Whoever can reach the server. */
    EVERYBODY,
    PLATFORM,
    MAINTAINER,
    REVIEWER,
    AUDITOR,
    ADMIN;

    static Access of(Role role) {
        return valueOf(role.name());
    }
}
