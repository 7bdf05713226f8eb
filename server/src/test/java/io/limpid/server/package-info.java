/** Tests of the whole server over HTTP. */
@NullMarked
package io.limpid.server;

import org.jspecify.annotations.NullMarked;
