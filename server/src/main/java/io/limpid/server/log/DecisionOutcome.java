package io.limpid.server.log;

import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a decision came to, in one value: equal exactly when action and reasons are. */
public final class DecisionOutcome {
    private static final List<String> OF_A_REASON =
            List.of("rule", "revision", "ruleset", "ruleset_digest", "category", "action");

    private DecisionOutcome() {}

    /**
     * {@code sha256:} and 64 hex digits of the canonical form of action and reasons.
     *
     * @param reasons all of them, strongest first, as objects that have at least {@code rule}, {@code revision}, {@code ruleset},
     *     {@code ruleset_digest}, {@code category}, {@code action}; what else they have makes no difference
     */
    public static String of(String action, List<?> reasons) {
        List<Map<String, Object>> ruled = new ArrayList<>();
        for (Object reason : reasons) {
            Map<String, Object> object = new TreeMap<>(LeafForm.object(reason));
            object.keySet().retainAll(OF_A_REASON);
            ruled.add(object);
        }
        byte[] bytes = CanonicalJson.encode(Map.of("action", action, "reasons", ruled));
        return "sha256:" + Hashing.sha256().hashBytes(bytes);
    }
}
