/** Links as people write them, disguised ones too: their hosts, what is odd about them, and whom they imitate. */
@NullMarked
package io.limpid.signal.link;

import org.jspecify.annotations.NullMarked;
