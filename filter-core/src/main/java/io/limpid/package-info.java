/** The filter: from a post to a decision. */
@NullMarked
package io.limpid;

import org.jspecify.annotations.NullMarked;
