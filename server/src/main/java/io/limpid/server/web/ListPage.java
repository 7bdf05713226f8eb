package io.limpid.server.web;

import io.limpid.server.web.Shelf.Volume;
import io.limpid.signal.keyword.KeywordList;
import java.util.List;
import java.util.Map;

/**
 * A list.
 *
 * @param digest of its file
 * @param disclosed whether its entries are shown
 * @param users the rules that look into it
 */
record ListPage(
        View view,
        Volume volume,
        KeywordList list,
        String digest,
        boolean disclosed,
        List<IndexPage.Row> users,
        Pager pager) {
    static final int PAGE_SIZE = 200;

    List<KeywordList.Entry> entries() {
        return disclosed ? pager.of(list.entries()) : List.of();
    }

    long allowed() {
        return list.entries().stream().filter(KeywordList.Entry::allow).count();
    }

    String pageHref(int page) {
        return view.to(Links.list(volume, list.name()), Map.of("page", page <= 1 ? "" : Integer.toString(page)));
    }

    Phrase entry(KeywordList.Entry entry) {
        return Phrase.guessed(entry.text());
    }
}
