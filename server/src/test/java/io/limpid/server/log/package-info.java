/** Tests of the decision log, on real files. */
@NullMarked
package io.limpid.server.log;

import org.jspecify.annotations.NullMarked;
