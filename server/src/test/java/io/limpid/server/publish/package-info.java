/** Tests of what is published, and how. */
@NullMarked
package io.limpid.server.publish;

import org.jspecify.annotations.NullMarked;
