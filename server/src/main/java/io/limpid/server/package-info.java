/** The service: wiring, configuration and the main class. */
@NullMarked
package io.limpid.server;

import org.jspecify.annotations.NullMarked;
