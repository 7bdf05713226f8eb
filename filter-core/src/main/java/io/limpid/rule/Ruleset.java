package io.limpid.rule;

import io.limpid.signal.keyword.KeywordList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A version of a published ruleset: free of errors, immutable, identified by its digest.
 *
 * @param name also the first part of each rule's id
 * @param governance what has to be kept when it is put in force, and while it is
 * @param digest {@code sha256:…} of the manifest, see {@link RulesetFiles#manifest}
 * @param rules in order of id
 * @param lists by name
 * @param files digest of each file by path within the ruleset, in order of path
 */
public record Ruleset(
        String name,
        String version,
        LocalText title,
        String maintainer,
        String termsUrl,
        String changes,
        Governance governance,
        String digest,
        List<Rule> rules,
        Map<String, KeywordList> lists,
        Map<String, String> files) {
    public Ruleset {
        rules = List.copyOf(rules);
        lists = Collections.unmodifiableMap(new TreeMap<>(lists));
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    public Optional<Rule> rule(String id) {
        return rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
}
