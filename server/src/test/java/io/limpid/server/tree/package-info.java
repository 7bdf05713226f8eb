/** Tests of the tree and of what is published of it. */
@NullMarked
package io.limpid.server.tree;

import org.jspecify.annotations.NullMarked;
