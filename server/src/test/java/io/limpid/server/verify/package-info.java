/** Tests of the verifier: what holds is taken, and whatever was changed is not. */
@NullMarked
package io.limpid.server.verify;

import org.jspecify.annotations.NullMarked;
