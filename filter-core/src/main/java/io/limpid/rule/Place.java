package io.limpid.rule;

/**
 * A place in a file.
 *
 * @param line from 1
 * @param column from 1
 */
public record Place(String file, int line, int column) {
    /** The first character of a file. */
    public static Place startOf(String file) {
        return new Place(file, 1, 1);
    }
}
