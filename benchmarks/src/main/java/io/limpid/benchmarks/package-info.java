/** What the stages of a decision cost; each benchmark has its command in its description. */
@NullMarked
package io.limpid.benchmarks;

import org.jspecify.annotations.NullMarked;
