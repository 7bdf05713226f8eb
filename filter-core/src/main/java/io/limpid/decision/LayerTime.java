package io.limpid.decision;

/**
 * How long a layer took on one post.
 *
 * @param layer such as {@code keyword}
 * @param micros elapsed microseconds
 */
public record LayerTime(String layer, long micros) {}
