/** Tests of the command. */
@NullMarked
package io.limpid.server.cli;

import org.jspecify.annotations.NullMarked;
