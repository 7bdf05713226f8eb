/** Signals: what may be observed about a post, and the evidence of what was. Signals observe; rules act. */
@NullMarked
package io.limpid.signal;

import org.jspecify.annotations.NullMarked;
