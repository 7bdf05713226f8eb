/** What callers send and get: JSON in and out, problems, and the HTTP routes. */
@NullMarked
package io.limpid.server.api;

import org.jspecify.annotations.NullMarked;
