package io.limpid.server.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long the content of decisions is kept.
 *
 * @param days from 1, by class: an action, such as {@code allow}, or a platform and an action, such as {@code shop:allow}, which
 *     then goes before the action alone. What is in no class is kept for good
 */
public record Retention(Map<String, Integer> days) {
    /** Keeps everything for good. */
    public static final Retention FOR_GOOD = new Retention(Map.of());

    public Retention {
        days = Collections.unmodifiableMap(new TreeMap<>(days));
    }

    /**
     * One class.
     *
     * @param platform whose decisions; null for those of all but the exceptions
     * @param exceptions platforms that have a class of their own for this action
     */
    record Kept(String action, @Nullable String platform, List<String> exceptions, Duration time) {}

    /** The class of a decision, in days; nothing where it is kept for good. */
    Optional<Integer> of(String action, @Nullable String platform) {
        Integer own = platform == null ? null : days.get(platform + ":" + action);
        return Optional.ofNullable(own).or(() -> Optional.ofNullable(days.get(action)));
    }

    /** All classes. */
    List<Kept> classes() {
        List<Kept> classes = new ArrayList<>();
        days.forEach((name, kept) -> {
            int colon = name.lastIndexOf(':');
            String action = name.substring(colon + 1);
            classes.add(new Kept(
                    action,
                    colon < 0 ? null : name.substring(0, colon),
                    colon < 0 ? platformsWith(action) : List.of(),
                    Duration.ofDays(kept)));
        });
        return classes;
    }

    private List<String> platformsWith(String action) {
        return days.keySet().stream()
                .filter(name -> name.endsWith(":" + action))
                .map(name -> name.substring(0, name.length() - action.length() - 1))
                .toList();
    }
}
