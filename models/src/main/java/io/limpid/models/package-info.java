/** Training of the classifier: data sets, templates, the network, calibration, evaluation and the model's card. */
@NullMarked
package io.limpid.models;

import org.jspecify.annotations.NullMarked;
