/** Known trees, and the dull definition that others are compared with. */
@NullMarked
package io.limpid.server.proof;

import org.jspecify.annotations.NullMarked;
