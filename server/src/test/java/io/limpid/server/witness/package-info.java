/** Tests of how witnesses are asked, with a witness that keeps to the protocol. */
@NullMarked
package io.limpid.server.witness;

import org.jspecify.annotations.NullMarked;
