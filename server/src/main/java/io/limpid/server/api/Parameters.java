package io.limpid.server.api;

import io.javalin.http.Context;
import io.limpid.rule.Suggestion;
import io.limpid.server.api.Problem.Fault;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the query of a request and collects what is wrong with it. Not thread-safe. */
final class Parameters {
    private static final int SHOWN = 64;

    private final Map<String, List<String>> given;
    private final List<Fault> faults = new ArrayList<>();

    private Parameters(Map<String, List<String>> given) {
        this.given = given;
    }

    /** Those of a request that knows these names and no others. */
    static Parameters of(Context context, List<String> names) {
        return of(context.queryParamMap(), names);
    }

    /** Those that were given. */
    static Parameters of(Map<String, List<String>> given, List<String> names) {
        var parameters = new Parameters(given);
        parameters.given.forEach((name, values) -> {
            if (!names.contains(name)) {
                parameters.fault(
                        name, "an unknown parameter; " + Suggestion.of(name.length() > SHOWN ? "" : name, names));
            } else if (values.size() != 1) {
                parameters.fault(name, "given more than once");
            }
        });
        return parameters;
    }

    /** What stands there; null where nothing does. */
    @Nullable
    String text(String name) {
        List<String> values = given.getOrDefault(name, List.of());
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    /** One of some words, if it is given. */
    @Nullable
    String oneOf(String name, List<String> allowed) {
        String value = text(name);
        if (value != null && !allowed.contains(value)) {
            fault(name, Suggestion.of(value.length() > SHOWN ? "" : value, allowed));
        }
        return value;
    }

    /** A time, if it is given. */
    @Nullable
    Instant time(String name) {
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

    /** A whole number that is not negative, if it is given. */
    OptionalLong number(String name) {
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() != 1) {
            return OptionalLong.empty();
        }
        if (!values.get(0).matches("0|[1-9][0-9]{0,17}")) {
            fault(name, "not a whole number from 0 on");
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(values.get(0)));
    }

    /** The same where it must be given. */
    long needed(String name) {
        OptionalLong number = number(name);
        if (number.isEmpty() && !given.containsKey(name)) {
            fault(name, "is missing; a whole number from 0 on");
        }
        return number.orElse(0);
    }

    void fault(String name, String detail) {
        String shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
        faults.add(new Fault("/" + shown.replace("~", "~0").replace("/", "~1"), detail));
    }

    void check(boolean holds, String name, String detail) {
        if (!holds && faults.isEmpty()) {
            fault(name, detail);
        }
    }

    /**
     * Ends the reading.
     *
     * @throws RefusedException with all that is wrong
     */
    void done() throws RefusedException {
        if (!faults.isEmpty()) {
            throw new RefusedException(Problem.invalid(faults));
        }
    }
}
