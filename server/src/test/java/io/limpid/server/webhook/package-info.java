/** Tests of this package's own parts; those over HTTP are in {@code io.limpid.server}. */
@NullMarked
package io.limpid.server.webhook;

import org.jspecify.annotations.NullMarked;
