package io.limpid.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a post stands.
 *
 * @param replyTo id of the post that it answers
 * @param territory the country it is shown in, as the platform writes it (ISO 3166-1)
 * @param attributes whatever else the platform tells, in its order; unmodifiable
 */
public record Context(@Nullable String replyTo, @Nullable String territory, Map<String, String> attributes) {
    /** A context of which nothing is known. */
    public static final Context UNKNOWN = new Context(null, null, Map.of());

    public Context {
        WellFormed.check("context.reply_to", replyTo);
        WellFormed.check("context.territory", territory);
        attributes.forEach((name, value) -> {
            WellFormed.check("a name in context.attributes", name);
            WellFormed.check("context.attributes." + name, value);
        });
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
}
