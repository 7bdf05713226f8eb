package io.limpid.server.web;

import io.limpid.rule.Audience;
import io.limpid.rule.Category;
import io.limpid.rule.Rule;
import io.limpid.server.publish.VersionStage;
import io.limpid.server.web.Shelf.Standing;
import io.limpid.server.web.Shelf.Volume;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All rules in use, or those that a reader looks for.
 *
 * @param volumes the versions that act or are in shadow
 * @param found how many rules there are, on all pages
 * @param total how many there would be without a search
 */
record IndexPage(
        View view,
        List<Volume> volumes,
        Search search,
        List<String> languages,
        List<Group> groups,
        int found,
        int total,
        Pager pager) {
    /** More rules than this go on further pages. */
    static final int PAGE_SIZE = 250;

    /** The rules of one category. */
    record Group(Category category, List<Row> rows) {}

    /** A rule in the list. */
    record Row(Standing standing, Phrase title, Phrase forbids) {
        Rule rule() {
            return standing.rule();
        }

        boolean isShadow() {
            return standing.stage() == VersionStage.SHADOW;
        }

        /** In shadow the rule may be in force in other words, so the link says which are meant. */
        String href(View view) {
            return view.to(
                    Links.rule(rule().id()),
                    isShadow() ? Map.of("version", standing.volume().version().version()) : Map.of());
        }
    }

    static IndexPage of(View view, Shelf shelf, Search search, int page) {
        List<Standing> all = shelf.rules();
        List<Standing> found = search.in(all);
        Pager pager = Pager.of(found.size(), PAGE_SIZE, page);
        ReaderLanguage reader = view.words().language();
        List<Row> rows = rows(pager.of(found), reader);
        List<Group> groups = Arrays.stream(Category.values())
                .map(category -> new Group(
                        category,
                        rows.stream()
                                .filter(row -> row.rule().category() == category)
                                .toList()))
                .filter(group -> !group.rows().isEmpty())
                .toList();
        return new IndexPage(
                view, shelf.inUse(), search, Search.languages(all), groups, found.size(), all.size(), pager);
    }

    static List<Row> rows(List<Standing> rules, ReaderLanguage reader) {
        return rules.stream()
                .map(standing -> new Row(
                        standing,
                        Phrase.of(standing.rule().title(), reader),
                        Phrase.of(standing.rule(), Audience.PUBLIC, reader)))
                .toList();
    }

    String pageHref(int page) {
        return view.to("/rulebook", parameters(search, page));
    }

    static Map<String, String> parameters(Search search, int page) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("q", search.q());
        parameters.put("category", search.category());
        parameters.put("language", search.language());
        parameters.put("stage", search.stage());
        parameters.put("page", page <= 1 ? "" : Integer.toString(page));
        return parameters;
    }
}
