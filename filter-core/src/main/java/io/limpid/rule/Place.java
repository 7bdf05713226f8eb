package io.limpid.rule;

/**
 * A place in a file of a ruleset.
 *
 * @param line from 1
 * @param column from 1
 */
record Place(String file, int line, int column) {
    static Place startOf(String file) {
        return new Place(file, 1, 1);
    }
}
