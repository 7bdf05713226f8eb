package io.limpid.decision;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Behaves as the EU DSA Transparency Database does when it is sent several statements: it takes all of them or none. */
final class DsaDatabase {
    private final Map<String, Map<String, Object>> stored = new LinkedHashMap<>();

    /** An answer: its HTTP status and its body. */
    record Answer(int status, Map<String, Object> body) {}

    /** Takes the body of {@code POST /api/v1/statements}. */
    Answer post(Map<String, Object> body) {
        List<Map<String, Object>> statements = statements(body);
        if (statements.isEmpty() || statements.size() > 100) {
            return new Answer(422, Map.of("errors", Map.of("statements", List.of("must have 1 to 100 items"))));
        }
        Map<String, Object> errors = new LinkedHashMap<>();
        List<Object> existing = new ArrayList<>();
        Set<Object> sent = new HashSet<>();
        for (int i = 0; i < statements.size(); i++) {
            Map<String, List<String>> faults = faults(statements.get(i));
            String puid = String.valueOf(statements.get(i).get("puid"));
            if (stored.containsKey(puid) || !sent.add(puid)) {
                faults.computeIfAbsent("puid", field -> new ArrayList<>()).add("is already used");
                existing.add(stored.getOrDefault(puid, statements.get(i)));
            }
            if (!faults.isEmpty()) {
                errors.put("statement_" + i, faults);
            }
        }
        if (!errors.isEmpty()) {
            return new Answer(
                    422,
                    existing.isEmpty() ? Map.of("errors", errors) : Map.of("errors", errors, "existing", existing));
        }
        statements.forEach(statement -> stored.put(String.valueOf(statement.get("puid")), statement));
        return new Answer(201, Map.of("statements", statements));
    }

    /** The ids of what it has, in the order in which it came. */
    List<String> puids() {
        return List.copyOf(stored.keySet());
    }

    private static Map<String, List<String>> faults(Map<String, Object> statement) {
        Map<String, List<String>> faults = new LinkedHashMap<>();
        DsaValidator.problems(statement)
                .forEach(problem -> faults.computeIfAbsent(problem.field(), field -> new ArrayList<>())
                        .add(problem.message()));
        return faults;
    }

    private static List<Map<String, Object>> statements(Map<String, Object> body) {
        List<Map<String, Object>> statements = new ArrayList<>();
        if (body.get("statements") instanceof List<?> list) {
            for (Object item : list) {
                Map<String, Object> statement = new LinkedHashMap<>();
                if (item instanceof Map<?, ?> map) {
                    map.forEach((field, value) -> statement.put(String.valueOf(field), value));
                }
                statements.add(statement);
            }
        }
        return statements;
    }
}
