/** Near-duplicate posts: a fingerprint of a text, and how often one like it was seen of late. */
@NullMarked
package io.limpid.signal.repeat;

import org.jspecify.annotations.NullMarked;
