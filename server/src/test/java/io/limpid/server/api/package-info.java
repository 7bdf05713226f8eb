/** Tests of what callers send and get. */
@NullMarked
package io.limpid.server.api;

import org.jspecify.annotations.NullMarked;
