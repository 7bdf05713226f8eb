package io.limpid.rule;

import io.limpid.signal.Signal;
import io.limpid.signal.keyword.KeywordList;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What two versions of a ruleset differ in by meaning: layout, comments, and where things stand in a file make no difference.
 *
 * @param versionBefore the version on the one side
 * @param versionAfter the version on the other
 * @param header what of {@code ruleset.yaml} differs, but for the version
 * @param rules those that differ, in order of id
 * @param lists those that differ, in order of name
 */
public record RulesetDifference(
        String versionBefore,
        String versionAfter,
        List<Change> header,
        List<RuleDifference> rules,
        List<ListDifference> lists) {
    /** Shares are kept in 1/10000. */
    private static final int SHARE_SCALE = 4;

    private static final Pattern PART = Pattern.compile("\\d+|\\D+");

    public RulesetDifference {
        header = List.copyOf(header);
        rules = List.copyOf(rules);
        lists = List.copyOf(lists);
    }

    /** What happened to a rule or a list. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /**
     * One value that differs, as a file writes it.
     *
     * @param key where in the file, such as {@code action}, {@code signals.verb}, {@code title.en}
     * @param before empty where it was not there
     * @param after empty where it is there no more
     */
    public record Change(String key, String before, String after) {}

    /**
     * A rule that differs.
     *
     * @param before the rule as it was; absent when it was added
     * @param after the rule as it is; absent when it was removed
     * @param changes what differs, in the order of a rule file; none when it was added or removed
     * @param lists the lists of the rule whose entries differ, by name
     */
    public record RuleDifference(
            String id, @Nullable Rule before, @Nullable Rule after, List<Change> changes, List<String> lists) {
        public RuleDifference {
            if (before == null && after == null) {
                throw new IllegalArgumentException("a rule that is on neither side: " + id);
            }
            changes = List.copyOf(changes);
            lists = List.copyOf(lists);
        }

        public Kind kind() {
            return before == null ? Kind.ADDED : after == null ? Kind.REMOVED : Kind.CHANGED;
        }

        /** Whether the rule or one of its lists changed and its revision did not go up. */
        public boolean lacksRevision() {
            return before != null && after != null && after.revision() <= before.revision();
        }
    }

    /**
     * A list that differs.
     *
     * @param added entries as the file writes them, {@code !} before an allow-span, in the order of the file
     * @param removed likewise
     * @param notes entries that are on both sides with another note, with their notes
     */
    public record ListDifference(String name, Kind kind, List<String> added, List<String> removed, List<Change> notes) {
        public ListDifference {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
            notes = List.copyOf(notes);
        }
    }

    /** Compares two versions; of the same ruleset, if the answer is to tell much. */
    public static RulesetDifference between(Ruleset before, Ruleset after) {
        List<ListDifference> lists = lists(before.lists(), after.lists());
        Set<String> changed = lists.stream()
                .filter(list -> !list.added().isEmpty() || !list.removed().isEmpty())
                .map(ListDifference::name)
                .collect(Collectors.toCollection(TreeSet::new));
        return new RulesetDifference(
                before.version(),
                after.version(),
                changes(header(before), header(after)),
                rules(before, after, changed),
                lists);
    }

    /** Whether nothing differs, the version neither. */
    public boolean isNone() {
        return versionBefore.equals(versionAfter) && hasSameContent();
    }

    /** Whether something differs and the version did not go up. */
    public boolean lacksVersion() {
        return !hasSameContent() && !isHigher(versionAfter, versionBefore);
    }

    private boolean hasSameContent() {
        return header.isEmpty() && rules.isEmpty() && lists.isEmpty();
    }

    /** By numbers where both have numbers; what has more parts is higher, but with {@code -rc1} behind it is lower. */
    private static boolean isHigher(String version, String than) {
        Matcher parts = PART.matcher(version);
        Matcher others = PART.matcher(than);
        while (true) {
            boolean more = parts.find();
            boolean otherMore = others.find();
            if (!more || !otherMore) {
                String rest = more ? parts.group() : otherMore ? others.group() : "";
                return rest.startsWith("-") ? otherMore : more;
            }
            int order = order(parts.group(), others.group());
            if (order != 0) {
                return order > 0;
            }
        }
    }

    private static int order(String part, String other) {
        boolean numbers = Character.isDigit(part.charAt(0)) && Character.isDigit(other.charAt(0));
        return numbers ? new BigInteger(part).compareTo(new BigInteger(other)) : part.compareTo(other);
    }

    private static Map<String, String> header(Ruleset ruleset) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("ruleset", ruleset.name());
        put(values, "title", ruleset.title());
        values.put("maintainer", ruleset.maintainer());
        values.put("terms_url", ruleset.termsUrl());
        values.put("changes", ruleset.changes());
        put(ruleset.governance(), values);
        return values;
    }

    private static void put(Governance governance, Map<String, String> values) {
        values.put("approvals", String.valueOf(governance.approvals()));
        put(values, "gate.shadow_posts", governance.gate().shadowPosts(), 0);
        put(values, "gate.changed_at_most", governance.gate().changedAtMost(), SHARE_SCALE);
        put(values, "gate.precision_at_least", governance.gate().precisionAtLeast(), SHARE_SCALE);
        governance.brake().ifPresent(brake -> {
            values.put("brake.to", brake.to().id());
            values.put("brake.times", String.valueOf(brake.times()));
            values.put("brake.posts", String.valueOf(brake.posts()));
            put(values, "brake.most", brake.most(), 0);
            values.put("brake.window", String.valueOf(brake.windowSeconds()));
        });
        values.put("disclosure", governance.disclosed() ? "full" : "digest");
    }

    private static void put(Map<String, String> values, String key, OptionalInt value, int scale) {
        value.ifPresent(
                number -> values.put(key, BigDecimal.valueOf(number, scale).toPlainString()));
    }

    private static List<RuleDifference> rules(Ruleset before, Ruleset after, Set<String> changedLists) {
        Map<String, Rule> was = byId(before);
        Map<String, Rule> is = byId(after);
        Set<String> ids = new TreeSet<>(was.keySet());
        ids.addAll(is.keySet());
        List<RuleDifference> differences = new ArrayList<>();
        for (String id : ids) {
            Rule old = was.get(id);
            Rule now = is.get(id);
            if (old == null || now == null) {
                differences.add(new RuleDifference(id, old, now, List.of(), List.of()));
                continue;
            }
            List<Change> changes = new ArrayList<>(changes(values(old), values(now)));
            changes.sort(Comparator.comparingInt(RulesetDifference::rank));
            tests(old.tests(), now.tests(), changes);
            List<String> lists = lists(now)
                    .filter(changedLists::contains)
                    .distinct()
                    .sorted()
                    .toList();
            if (!changes.isEmpty() || !lists.isEmpty() || old.revision() != now.revision()) {
                differences.add(new RuleDifference(id, old, now, changes, lists));
            }
        }
        return differences;
    }

    /** The place of a key in a rule file. */
    private static int rank(Change change) {
        int dot = change.key().indexOf('.');
        return RulesetLayout.RULE_KEYS.indexOf(
                dot < 0 ? change.key() : change.key().substring(0, dot));
    }

    private static Map<String, Rule> byId(Ruleset ruleset) {
        Map<String, Rule> rules = new TreeMap<>();
        ruleset.rules().forEach(rule -> rules.put(rule.id(), rule));
        return rules;
    }

    private static Stream<String> lists(Rule rule) {
        return Stream.concat(rule.signals().values().stream(), Stream.ofNullable(rule.unless()))
                .flatMap(signal -> Stream.ofNullable(list(signal.signal())));
    }

    private static @Nullable String list(Signal signal) {
        if (signal instanceof Signal.Keyword keyword) {
            return keyword.list();
        }
        return signal instanceof Signal.Link link ? link.list() : null;
    }

    /** Everything that a rule says but its id, its revision and its tests, by key in the order of a rule file. */
    private static Map<String, String> values(Rule rule) {
        Map<String, String> values = new LinkedHashMap<>();
        put(values, "title", rule.title());
        values.put("category", rule.category().id());
        values.put("action", rule.action().id());
        Ground ground = rule.ground();
        values.put("ground.kind", ground.kind().id());
        values.put("ground.clause", ground.clause());
        put(values, "ground.url", ground.url());
        values.put("ground.dsa.category", ground.dsaCategory());
        put(values, "ground.dsa.keywords", new TreeSet<>(ground.dsaKeywords()));
        put(values, "scope.languages", new TreeSet<>(rule.scope().languages()));
        put(values, "scope.surfaces", new TreeSet<>(rule.scope().surfaces()));
        rule.signals().forEach((name, signal) -> values.put("signals." + name, SignalText.of(signal)));
        values.put("when", rule.when().text());
        new TreeMap<>(rule.defaults())
                .forEach((fact, value) -> values.put(
                        "defaults." + fact, value instanceof String ? "\"" + value + "\"" : String.valueOf(value)));
        put(values, "unless", rule.unless() == null ? null : SignalText.of(rule.unless()));
        put(values, "yields_to", new TreeSet<>(rule.yieldsTo()));
        rule.explain().forEach((audience, text) -> put(values, "explain." + audience.id(), text));
        put(values, "known_false_positives", rule.knownFalsePositives());
        return values;
    }

    private static void put(Map<String, String> values, String key, @Nullable String value) {
        if (value != null) {
            values.put(key, value);
        }
    }

    private static void put(Map<String, String> values, String key, Collection<String> items) {
        if (!items.isEmpty()) {
            values.put(key, String.join(", ", items));
        }
    }

    private static void put(Map<String, String> values, String key, LocalText text) {
        text.byLanguage()
                .forEach((language, words) -> values.put(language.equals("und") ? key : key + "." + language, words));
    }

    private static List<Change> changes(Map<String, String> before, Map<String, String> after) {
        Set<String> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<Change> changes = new ArrayList<>();
        for (String key : keys) {
            String was = before.getOrDefault(key, "");
            String is = after.getOrDefault(key, "");
            if (!was.equals(is)) {
                changes.add(new Change(key, was, is));
            }
        }
        return changes;
    }

    private static void tests(List<RuleTest> before, List<RuleTest> after, List<Change> changes) {
        List<RuleTest> was = withoutPlaces(before);
        List<RuleTest> is = withoutPlaces(after);
        int gone = without(was, is).size();
        int come = without(is, was).size();
        if (gone + come > 0) {
            changes.add(new Change("tests", tests(was.size(), gone, "removed"), tests(is.size(), come, "added")));
        }
    }

    private static String tests(int count, int other, String what) {
        return count + (count == 1 ? " test" : " tests") + (other == 0 ? "" : ", " + other + " of them " + what);
    }

    private static List<RuleTest> withoutPlaces(List<RuleTest> tests) {
        return tests.stream()
                .map(test -> new RuleTest(
                        0,
                        test.post(),
                        test.repeats(),
                        test.scores(),
                        test.matches(),
                        test.spans(),
                        test.suppressedBy()))
                .toList();
    }

    private static <T> List<T> without(List<T> all, Collection<T> others) {
        Set<T> known = Set.copyOf(new LinkedHashSet<>(others));
        return all.stream().filter(one -> !known.contains(one)).toList();
    }

    private static List<ListDifference> lists(Map<String, KeywordList> before, Map<String, KeywordList> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<ListDifference> differences = new ArrayList<>();
        for (String name : names) {
            Map<String, String> was = notes(before.get(name));
            Map<String, String> is = notes(after.get(name));
            List<Change> notes = new ArrayList<>();
            was.forEach((entry, note) -> {
                String now = is.getOrDefault(entry, note);
                if (!now.equals(note)) {
                    notes.add(new Change(entry, note, now));
                }
            });
            Kind kind = !before.containsKey(name) ? Kind.ADDED : !after.containsKey(name) ? Kind.REMOVED : Kind.CHANGED;
            List<String> added = without(List.copyOf(is.keySet()), was.keySet());
            List<String> removed = without(List.copyOf(was.keySet()), is.keySet());
            if (kind != Kind.CHANGED || !added.isEmpty() || !removed.isEmpty() || !notes.isEmpty()) {
                differences.add(new ListDifference(name, kind, added, removed, notes));
            }
        }
        differences.sort(Comparator.comparing(ListDifference::name));
        return differences;
    }

    /** Notes by entry, as the file writes the entry. */
    private static Map<String, String> notes(@Nullable KeywordList list) {
        Map<String, String> notes = new LinkedHashMap<>();
        if (list != null) {
            list.entries().forEach(entry -> notes.put((entry.allow() ? "!" : "") + entry.text(), entry.note()));
        }
        return notes;
    }
}
