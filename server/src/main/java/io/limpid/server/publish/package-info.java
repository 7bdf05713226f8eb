/** Rulesets: what is in force, and how it came to be. */
@NullMarked
package io.limpid.server.publish;

import org.jspecify.annotations.NullMarked;
