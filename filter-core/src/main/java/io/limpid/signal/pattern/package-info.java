/** Regular expressions in time linear in the text (RE2/J). */
@NullMarked
package io.limpid.signal.pattern;

import org.jspecify.annotations.NullMarked;
