/** Tests of the published rulesets. */
@NullMarked
package io.limpid.rulesets;

import org.jspecify.annotations.NullMarked;
