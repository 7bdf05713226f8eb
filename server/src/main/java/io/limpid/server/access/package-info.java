/** Who may do what: keys and roles. */
@NullMarked
package io.limpid.server.access;

import org.jspecify.annotations.NullMarked;
