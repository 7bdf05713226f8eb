/** The document that says what callers can ask of the service: OpenAPI, written by hand. */
@NullMarked
package io.limpid.server.openapi;

import org.jspecify.annotations.NullMarked;
