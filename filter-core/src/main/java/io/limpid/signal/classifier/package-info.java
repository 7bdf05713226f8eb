/** The classifier layer: a trained model is a witness, never a judge. */
@NullMarked
package io.limpid.signal.classifier;

import org.jspecify.annotations.NullMarked;
