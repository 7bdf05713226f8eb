package io.limpid.server.api;

import io.limpid.rule.Action;
import io.limpid.rule.Category;
import io.limpid.server.log.Query;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads the parameters of a list of decisions. */
final class DecisionQuery {
    private static final int DEFAULT_LIMIT = 50;

    private static final List<String> NAMES =
            List.of("rule", "category", "action", "language", "author", "from", "to", "q", "cursor", "limit");

    private DecisionQuery() {}

    static Query read(Map<String, List<String>> given) throws RefusedException {
        var parameters = Parameters.of(given, NAMES);
        Query query = Query.newest(limit(parameters))
                .withRule(parameters.text("rule"))
                .withCategory(parameters.oneOf(
                        "category",
                        Arrays.stream(Category.values()).map(Category::id).toList()))
                .withAction(parameters.oneOf(
                        "action", Arrays.stream(Action.values()).map(Action::id).toList()))
                .withAuthor(parameters.text("author"))
                .withFrom(parameters.time("from"))
                .withTo(parameters.time("to"))
                .withQ(parameters.text("q"))
                .withCursor(parameters.text("cursor"));
        String language = parameters.text("language");
        parameters.done();
        return language == null ? query : query.withLanguage(DecisionRecord.primary(language));
    }

    private static int limit(Parameters parameters) {
        String value = parameters.text("limit");
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        if (value.matches("[0-9]{1,6}")) {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= Query.MAX_LIMIT) {
                return limit;
            }
        }
        parameters.fault("limit", "not a whole number from 1 to " + Query.MAX_LIMIT);
        return DEFAULT_LIMIT;
    }
}
