/** The {@code limpid} command: reads arguments, calls the rest, and says what came of it. */
@NullMarked
package io.limpid.server.cli;

import org.jspecify.annotations.NullMarked;
