package io.limpid.signal.keyword;

import java.util.List;

/**
 * A published list.
 *
 * @param name its name within its ruleset
 * @param entries in the order of the file
 */
public record KeywordList(String name, List<Entry> entries) {
    public KeywordList {
        entries = List.copyOf(entries);
    }

    /**
     * One line of a list.
     *
     * @param text the entry as its author wrote it, never blank
     * @param line its line in the file, from 1
     * @param allow whether it is an allow-span: a harmless phrase that suppresses the matches that it covers
     * @param note the author's remark, empty when there is none
     */
    public record Entry(String text, int line, boolean allow, String note) {
        public Entry {
            if (text.isBlank()) {
                throw new IllegalArgumentException("an entry cannot be blank");
            }
        }
    }
}
