package io.limpid.rule;

import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.keyword.KeywordList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns the files of a ruleset into a {@link Ruleset}, or into every problem that they have. */
public final class RulesetReader {
    /** A ruleset may have this many rules. */
    public static final int MAX_RULES = 2_000;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,49}");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]{0,49}");
    private static final Pattern LIST_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,79}");

    private final RulesetFiles files;
    private final Map<String, ModelDescription> models = new TreeMap<>();
    private final Issues issues = new Issues();

    private RulesetReader(RulesetFiles files, Collection<ModelDescription> models) {
        this.files = files;
        models.forEach(model -> this.models.put(model.name(), model));
    }

    /**
     * What reading gave.
     *
     * @param ruleset absent when there is an error
     * @param issues errors and warnings, in order of file and place
     */
    public record Result(Optional<Ruleset> ruleset, List<RulesetIssue> issues) {
        public Result {
            issues = List.copyOf(issues);
        }
    }

    /** Reads and checks everything but the rule tests, and but what rules demand of models. */
    public static Result read(RulesetFiles files) {
        return read(files, List.of());
    }

    /**
     * Reads and checks everything but the rule tests.
     *
     * @param models those that rules may ask: a rule that demands of one what it does not promise is refused. Without any, nothing
     *     that rules demand of models is checked
     */
    public static Result read(RulesetFiles files, Collection<ModelDescription> models) {
        return new RulesetReader(files, models).read();
    }

    /**
     * Reads a ruleset that is to be used.
     *
     * @throws RulesetRejectedException if it has an error; carries every problem
     */
    public static Ruleset load(RulesetFiles files) throws RulesetRejectedException {
        return load(files, List.of());
    }

    /**
     * Reads a ruleset that is to be used with these models.
     *
     * @param models see {@link #read(RulesetFiles, Collection)}
     * @throws RulesetRejectedException if it has an error; carries every problem
     */
    public static Ruleset load(RulesetFiles files, Collection<ModelDescription> models)
            throws RulesetRejectedException {
        Result result = read(files, models);
        return result.ruleset().orElseThrow(() -> new RulesetRejectedException(result.issues()));
    }

    private Result read() {
        for (String path : files.links()) {
            issues.error(Place.startOf(shown(path)), "a link", "put the file itself there; links are not followed");
        }
        for (String path : files.strays()) {
            issues.warning(
                    Place.startOf(shown(path)),
                    "a file that no ruleset has",
                    "ruleset.yaml, rules/<name>.yaml, lists/<name>.txt");
        }
        Optional<Header> header = header();
        Map<String, KeywordList> lists = lists();
        List<Rule> rules = rules(header.map(Header::name).orElse(files.folder()), lists);
        checkIds(rules);
        ListLint.check(rules, lists, this::shownList, issues);
        Optional<Ruleset> ruleset = issues.hasErrors() || header.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ruleset(
                        header.get().name(),
                        header.get().version(),
                        header.get().title(),
                        header.get().maintainer(),
                        header.get().termsUrl(),
                        header.get().changes(),
                        header.get().governance(),
                        RulesetFiles.digest(files.manifest()),
                        rules,
                        lists,
                        files.digests()));
        return new Result(ruleset, issues.sorted());
    }

    private String shown(String path) {
        return files.folder().isEmpty() ? path : files.folder() + "/" + path;
    }

    private String shownList(String name) {
        return shown("lists/" + name + ".txt");
    }

    private record Header(
            String name,
            String version,
            LocalText title,
            String maintainer,
            String termsUrl,
            String changes,
            Governance governance) {}

    private Optional<Header> header() {
        byte[] bytes = files.files().get("ruleset.yaml");
        String file = shown("ruleset.yaml");
        if (bytes == null) {
            issues.error(Place.startOf(file), "the file is missing", "a ruleset needs a ruleset.yaml");
            return Optional.empty();
        }
        Optional<YamlFile> yaml = YamlFile.read(file, bytes, issues);
        if (yaml.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = new Fields(file, yaml.get().root(), "a ruleset", issues);
        Optional<String> name = fields.requiredText("ruleset");
        if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
            issues.error(fields.at("ruleset"), "\"" + name.get() + "\" is no name for a ruleset", "a-z, 0-9 and -");
            name = Optional.empty();
        }
        Optional<String> version = fields.requiredWord("version");
        if (version.isPresent() && !VERSION.matcher(version.get()).matches()) {
            issues.error(fields.at("version"), "\"" + version.get() + "\" is no version", "such as 2026.11.0");
        }
        Optional<LocalText> title = fields.requiredLocalText("title");
        Optional<String> maintainer = fields.requiredText("maintainer");
        Optional<String> termsUrl = fields.requiredText("terms_url");
        if (termsUrl.isPresent() && !RuleReader.isWebAddress(termsUrl.get())) {
            issues.error(fields.at("terms_url"), "\"" + termsUrl.get() + "\" is no web address", "https://…");
        }
        Optional<String> changes = fields.requiredText("changes");
        Governance governance = GovernanceReader.read(fields);
        fields.done();
        if (name.isEmpty()
                || version.isEmpty()
                || title.isEmpty()
                || maintainer.isEmpty()
                || termsUrl.isEmpty()
                || changes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Header(
                name.get(), version.get(), title.get(), maintainer.get(), termsUrl.get(), changes.get(), governance));
    }

    private Map<String, KeywordList> lists() {
        Map<String, KeywordList> lists = new LinkedHashMap<>();
        files.files().forEach((path, bytes) -> {
            if (!path.startsWith("lists/")) {
                return;
            }
            String name = path.substring("lists/".length(), path.length() - ".txt".length());
            if (!LIST_NAME.matcher(name).matches()) {
                issues.error(Place.startOf(shown(path)), "\"" + name + "\" is no name for a list", "a-z, 0-9, - and _");
            }
            // A list that cannot be read is known by name all the same, so that no rule is blamed for it.
            lists.put(
                    name,
                    ListReader.read(name, shown(path), bytes, issues)
                            .orElseGet(() -> new KeywordList(name, List.of())));
        });
        return lists;
    }

    private List<Rule> rules(String ruleset, Map<String, KeywordList> lists) {
        RuleReader reader = new RuleReader(ruleset, lists.keySet(), models, issues);
        List<Rule> rules = new ArrayList<>();
        int count = 0;
        for (Map.Entry<String, byte[]> file : files.files().entrySet()) {
            if (!file.getKey().startsWith("rules/")) {
                continue;
            }
            if (++count > MAX_RULES) {
                issues.error(
                        Place.startOf(shown(file.getKey())), "more than " + MAX_RULES + " rules", "split the ruleset");
                break;
            }
            reader.read(shown(file.getKey()), ruleset + "/" + file.getKey(), file.getValue())
                    .ifPresent(rules::add);
        }
        if (count == 0) {
            issues.error(
                    Place.startOf(shown("ruleset.yaml")), "a ruleset without rules", "put one rule a file into rules/");
        }
        checkYields(reader.yields(), rules.stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new)));
        rules.sort(Comparator.comparing(Rule::id));
        return rules;
    }

    private Place placeOf(Rule rule) {
        String path = rule.source().file().substring(rule.ruleset().length() + 1);
        return new Place(shown(path), rule.source().line(), 1);
    }

    private void checkIds(List<Rule> rules) {
        Map<String, Rule> first = new HashMap<>();
        for (Rule rule : rules) {
            Rule other = first.putIfAbsent(rule.id(), rule);
            if (other != null) {
                issues.error(
                        placeOf(rule),
                        "the rule \"" + rule.id() + "\" a second time",
                        "it stands in " + placeOf(other).file() + " already");
            }
        }
    }

    private void checkYields(Map<String, List<Fields.Item>> yields, Set<String> ids) {
        yields.forEach((rule, superiors) -> {
            for (Fields.Item superior : superiors) {
                if (!ids.contains(superior.text())) {
                    String own = rule.substring(0, rule.indexOf('.') + 1);
                    issues.error(
                            superior.at(),
                            "no rule \"" + superior.text() + "\" in this ruleset",
                            superior.text().startsWith(own)
                                    ? Issues.suggest(superior.text(), ids)
                                    : "a rule yields only to rules of its own ruleset");
                }
                if (reaches(superior.text(), rule, yields)) {
                    issues.error(superior.at(), "the rule yields to itself by a circle", "let one of the rules stand");
                }
            }
        });
    }

    private static boolean reaches(String from, String target, Map<String, List<Fields.Item>> yields) {
        Set<String> seen = new HashSet<>(Set.of(from));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String rule = open.pop();
            if (rule.equals(target)) {
                return true;
            }
            for (Fields.Item next : yields.getOrDefault(rule, List.of())) {
                if (seen.add(next.text())) {
                    open.push(next.text());
                }
            }
        }
        return false;
    }
}
