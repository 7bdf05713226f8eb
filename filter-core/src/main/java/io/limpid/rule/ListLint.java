package io.limpid.rule;

import io.limpid.signal.Signal;
import io.limpid.signal.keyword.EntryCheck;
import io.limpid.signal.keyword.KeywordList;
import io.limpid.signal.link.HostNames;
import io.limpid.text.FoldSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Checks each list under each set of folds that a rule uses it with. */
final class ListLint {
    private ListLint() {}

    static void check(List<Rule> rules, Map<String, KeywordList> lists, UnaryOperator<String> fileOf, Issues issues) {
        Map<String, Set<FoldSet>> uses = new LinkedHashMap<>();
        Set<String> used = new LinkedHashSet<>();
        Set<String> hosts = new LinkedHashSet<>();
        for (Rule rule : rules) {
            for (RuleSignal signal : rule.signals().values()) {
                collect(signal.signal(), uses, used, hosts);
            }
            if (rule.unless() != null) {
                collect(rule.unless().signal(), uses, used, hosts);
            }
        }
        lists.forEach((name, list) -> {
            String file = fileOf.apply(name);
            if (!used.contains(name) && !issues.hasErrors()) {
                issues.warning(Place.startOf(file), "no rule uses the list \"" + name + "\"", "");
            }
            if (hosts.contains(name)) {
                checkHosts(list, file, issues);
            }
            for (FoldSet folds : uses.getOrDefault(name, Set.of())) {
                for (EntryCheck.Fault fault : EntryCheck.faults(list, folds)) {
                    issues.error(
                            new Place(file, fault.entry().line(), 1), fault.problem() + under(folds), fault.hint());
                }
            }
        });
    }

    private static void checkHosts(KeywordList list, String file, Issues issues) {
        for (KeywordList.Entry entry : list.entries()) {
            if (!entry.allow() && HostNames.canonical(entry.text()).isEmpty()) {
                issues.error(
                        new Place(file, entry.line(), 1),
                        "\"" + entry.text() + "\" can be no host",
                        "a rule reads the list as hosts or names of sites; write them such as example.org");
            }
        }
    }

    private static String under(FoldSet folds) {
        return folds.folds().isEmpty() ? "" : " under the folds " + folds;
    }

    private static void collect(Signal signal, Map<String, Set<FoldSet>> uses, Set<String> used, Set<String> hosts) {
        if (signal instanceof Signal.Keyword keyword) {
            used.add(keyword.list());
            uses.computeIfAbsent(keyword.list(), list -> new LinkedHashSet<>()).add(keyword.folds());
        }
        if (signal instanceof Signal.Link link && link.list() != null) {
            used.add(link.list());
            hosts.add(link.list());
        }
    }
}
