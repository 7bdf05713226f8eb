package io.limpid.server.api;

import io.limpid.rule.Action;
import io.limpid.rule.Category;
import io.limpid.rule.Suggestion;
import io.limpid.server.api.Problem.Fault;
import io.limpid.server.log.Query;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a list of decisions and collects what is wrong with them. Not thread-safe. */
final class DecisionQuery {
    private static final int DEFAULT_LIMIT = 50;

    private static final List<String> NAMES =
            List.of("rule", "category", "action", "language", "author", "from", "to", "q", "cursor", "limit");

    private final Map<String, List<String>> parameters;
    private final List<Fault> faults = new ArrayList<>();

    private DecisionQuery(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    static Query read(Map<String, List<String>> parameters) throws RefusedException {
        return new DecisionQuery(parameters).read();
    }

    private Query read() throws RefusedException {
        parameters.forEach((name, values) -> {
            if (!NAMES.contains(name)) {
                fault(name, "an unknown parameter; " + Suggestion.of(name.length() > 64 ? "" : name, NAMES));
            } else if (values.size() != 1) {
                fault(name, "given more than once");
            }
        });
        Query query = Query.newest(limit())
                .withRule(text("rule"))
                .withCategory(oneOf(
                        "category",
                        Arrays.stream(Category.values()).map(Category::id).toList()))
                .withAction(oneOf(
                        "action", Arrays.stream(Action.values()).map(Action::id).toList()))
                .withAuthor(text("author"))
                .withFrom(time("from"))
                .withTo(time("to"))
                .withQ(text("q"))
                .withCursor(text("cursor"));
        String language = text("language");
        if (!faults.isEmpty()) {
            throw new RefusedException(Problem.invalid(faults));
        }
        return language == null ? query : query.withLanguage(DecisionRecord.primary(language));
    }

    private @Nullable String text(String name) {
        List<String> values = parameters.get(name);
        return values == null || values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    private @Nullable String oneOf(String name, List<String> allowed) {
        String value = text(name);
        if (value != null && !allowed.contains(value)) {
            fault(name, Suggestion.of(value.length() > 64 ? "" : value, allowed));
        }
        return value;
    }

    private @Nullable Instant time(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return Instant.parse(value);
        } catch (DateTimeException e) {
            fault(name, "not an RFC 3339 time, such as 2026-11-23T10:00:00.000Z");
            return null;
        }
    }

    private int limit() {
        String value = text("limit");
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        if (value.matches("[0-9]{1,6}")) {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= Query.MAX_LIMIT) {
                return limit;
            }
        }
        fault("limit", "not a whole number from 1 to " + Query.MAX_LIMIT);
        return DEFAULT_LIMIT;
    }

    private void fault(String name, String detail) {
        String shown = name.length() > 64 ? name.substring(0, 64) + "…" : name;
        faults.add(new Fault("/" + shown.replace("~", "~0").replace("/", "~1"), detail));
    }
}
