package io.limpid.server.publish;

import io.limpid.rule.Ruleset;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A version of a ruleset in force.
 *
 * @param activatedAt since when
 * @param logIndex of the log entry that says so
 * @param baselines what its brake holds its rules to, by rule; none where it has no brake
 */
public record ActiveRuleset(Ruleset ruleset, Instant activatedAt, long logIndex, Map<String, Baseline> baselines) {
    public ActiveRuleset {
        baselines = Collections.unmodifiableMap(new TreeMap<>(baselines));
    }

    ActiveRuleset loggedAt(long index) {
        return new ActiveRuleset(ruleset, activatedAt, index, baselines);
    }

    ActiveRuleset with(String rule, Baseline baseline) {
        Map<String, Baseline> changed = new TreeMap<>(baselines);
        changed.put(rule, baseline);
        return new ActiveRuleset(ruleset, activatedAt, logIndex, changed);
    }
}
