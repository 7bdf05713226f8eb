package io.limpid.server.web;

import java.util.List;

/**
 * One page of a long list.
 *
 * @param page from 1
 * @param pages how many there are, at least 1
 * @param from index of the first item
 * @param to index after the last
 */
record Pager(int page, int pages, int from, int to) {
    /** The page that was asked for, or the nearest that there is. */
    static Pager of(int items, int size, int asked) {
        int pages = Math.max(1, (items + size - 1) / size);
        int page = Math.max(1, Math.min(asked, pages));
        return new Pager(page, pages, Math.min(items, (page - 1) * size), Math.min(items, page * size));
    }

    <T> List<T> of(List<T> all) {
        return all.subList(from, to);
    }

    boolean isNeeded() {
        return pages > 1;
    }
}
