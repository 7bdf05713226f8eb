/** Decisions: what was decided about a post, for which reasons, on which evidence. Values and pure functions. */
@NullMarked
package io.limpid.decision;

import org.jspecify.annotations.NullMarked;
