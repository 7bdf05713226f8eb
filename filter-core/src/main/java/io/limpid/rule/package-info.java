/** Rules: from published YAML to issues or a compiled ruleset. */
@NullMarked
package io.limpid.rule;

import org.jspecify.annotations.NullMarked;
