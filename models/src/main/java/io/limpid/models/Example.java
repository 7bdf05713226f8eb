package io.limpid.models;

/**
 * A labelled post of a data set or a template.
 *
 * @param id the set's name and the row's
 * @param text as the set has it
 * @param language a BCP 47 tag
 * @param area what the label judges: {@code spam}, {@code rumour}, {@code rights}, {@code privacy}, or {@code none}
 * @param label the set's own fine label
 * @param positive whether the post violates the area
 * @param source the set's name
 * @param detail topic or target, where the set tells one; otherwise empty
 */
record Example(
        String id,
        String text,
        String language,
        String area,
        String label,
        boolean positive,
        String source,
        String detail) {}
