package io.limpid.rule;

import io.limpid.rule.SignalReader.Signals;
import io.limpid.signal.classifier.ModelDescription;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one rule file. */
final class RuleReader {
    static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]*\\.[a-z0-9][a-z0-9-]*");
    private static final List<Action> RESTRICTIONS = List.of(Action.LABEL, Action.LIMIT, Action.HOLD, Action.REMOVE);

    private final String ruleset;
    private final SignalReader signalReader;
    private final ConditionReader conditionReader;
    private final ExplanationReader explanationReader;
    private final RuleTestReader testReader;
    private final Issues issues;
    private final Map<String, List<Fields.Item>> yields = new LinkedHashMap<>();

    RuleReader(String ruleset, Set<String> lists, Map<String, ModelDescription> models, Issues issues) {
        this.ruleset = ruleset;
        this.signalReader = new SignalReader(lists, models, issues);
        this.conditionReader = new ConditionReader(issues);
        this.explanationReader = new ExplanationReader(issues);
        this.testReader = new RuleTestReader(issues);
        this.issues = issues;
    }

    /** The rule; empty when an issue says why there is none. A rule with lesser faults is given back with its issues. */
    Optional<Rule> read(String file, String source, byte[] bytes) {
        return YamlFile.read(file, bytes, issues).flatMap(yaml -> read(yaml, source, bytes));
    }

    private Optional<Rule> read(YamlFile file, String source, byte[] bytes) {
        Fields fields = new Fields(file.name(), file.root(), "a rule", issues);
        Optional<String> id = fields.requiredText("rule").filter(name -> checkId(fields, file.name(), name));
        OptionalInt revision = fields.requiredInteger("revision", 1, 1_000_000);
        Optional<LocalText> title = fields.requiredLocalText("title");
        Optional<Category> category = fields.requiredChoice("category", Arrays.asList(Category.values()), Category::id);
        Optional<Action> action = fields.requiredChoice("action", RESTRICTIONS, Action::id);
        Optional<Ground> ground = fields.requiredMapping("ground", "a ground").flatMap(this::ground);
        Scope scope = fields.mapping("scope", "a scope").map(this::scope).orElse(Scope.EVERYWHERE);
        Signals signals = signalReader.read(fields);
        RuleSignal unless = fields.mapping("unless", "an unless")
                .flatMap(signalReader::readUnless)
                .orElse(null);
        Optional<Condition> when = conditionReader.read(file, fields, signals);
        Map<String, Object> defaults =
                fields.mapping("defaults", "defaults").map(this::defaults).orElse(Map.of());
        List<Fields.Item> yieldsTo = fields.items("yields_to");
        id.ifPresent(name -> yields.put(name, yieldsTo));
        Map<Audience, LocalText> explain = fields.requiredMapping("explain", "an explanation")
                .map(form -> explanationReader.read(form, signals))
                .orElse(Map.of());
        List<String> knownFalsePositives = fields.texts("known_false_positives");
        List<RuleTest> tests = testReader.read(fields, signals.names());
        fields.done();
        when.ifPresent(condition -> checkUse(condition, signals, explain, fields.at("explain")));

        if (id.isEmpty()
                || revision.isEmpty()
                || title.isEmpty()
                || category.isEmpty()
                || action.isEmpty()
                || ground.isEmpty()
                || when.isEmpty()
                || explain.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Rule(
                id.get(),
                revision.getAsInt(),
                title.get(),
                category.get(),
                action.get(),
                ground.get(),
                scope,
                signals.sound(),
                when.get(),
                defaults,
                unless,
                Fields.Item.texts(yieldsTo),
                explain,
                knownFalsePositives,
                tests,
                new RuleSource(
                        source,
                        fields.atKey("rule").line(),
                        RulesetFiles.digest(bytes),
                        new String(bytes, StandardCharsets.UTF_8))));
    }

    /** What the rules read so far yield to, with its place, by rule. */
    Map<String, List<Fields.Item>> yields() {
        return yields;
    }

    private boolean checkId(Fields fields, String file, String id) {
        if (!ID.matcher(id).matches() || id.length() > 100) {
            issues.error(
                    fields.at("rule"),
                    "\"" + id + "\" is no rule id",
                    "<ruleset>.<name> of a-z, 0-9 and -, such as " + ruleset + ".my-rule");
            return false;
        }
        String prefix = id.substring(0, id.indexOf('.'));
        if (!prefix.equals(ruleset)) {
            issues.error(
                    fields.at("rule"),
                    "the rule \"" + id + "\" does not belong to the ruleset \"" + ruleset + "\"",
                    "name it " + ruleset + id.substring(prefix.length()));
            return false;
        }
        String name = id.substring(prefix.length() + 1) + ".yaml";
        if (!file.endsWith("/" + name)) {
            issues.warning(
                    fields.at("rule"),
                    "the rule \"" + id + "\" stands in a file of another name",
                    "name the file " + name);
        }
        return true;
    }

    static boolean isWebAddress(String url) {
        return url.matches("https?://[^\\s/]\\S*");
    }

    private Optional<Ground> ground(Fields fields) {
        Optional<Ground.Kind> kind =
                fields.requiredChoice("kind", Arrays.asList(Ground.Kind.values()), Ground.Kind::id);
        Optional<String> clause = fields.requiredText("clause");
        String url = fields.text("url").orElse(null);
        if (url != null && !isWebAddress(url)) {
            issues.error(fields.at("url"), "\"" + url + "\" is no web address", "https://…");
        }
        Optional<Fields> dsa = fields.mapping("dsa", "dsa");
        Optional<String> category = dsa.flatMap(form -> form.requiredText("category"));
        List<Fields.Item> keywords = dsa.map(form -> form.items("keywords")).orElse(List.of());
        dsa.ifPresent(form -> {
            category.ifPresent(name -> checkWord(form.at("category"), "category", name, DsaVocabulary.CATEGORIES));
            keywords.forEach(item -> checkWord(item.at(), "keyword", item.text(), DsaVocabulary.KEYWORDS));
            category.filter(DsaVocabulary.CATEGORIES::contains)
                    .ifPresent(name -> keywords.forEach(item -> checkGroup(item, name)));
            form.done();
        });
        fields.done();
        if (kind.isEmpty() || clause.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Ground(
                kind.get(), clause.get(), url, category.orElse("OTHER_VIOLATION_TC"), Fields.Item.texts(keywords)));
    }

    private void checkWord(Place at, String what, String word, Set<String> known) {
        if (!known.contains(word)) {
            issues.error(
                    at, "the transparency database has no " + what + " \"" + word + "\"", Issues.suggest(word, known));
        }
    }

    private void checkGroup(Fields.Item keyword, String category) {
        if (DsaVocabulary.KEYWORDS.contains(keyword.text()) && !DsaVocabulary.goTogether(category, keyword.text())) {
            issues.warning(
                    keyword.at(),
                    "the keyword \"" + keyword.text() + "\" does not belong to the category \"" + category + "\"",
                    DsaVocabulary.categoryOf(keyword.text())
                            .map(other -> "it belongs to " + other)
                            .orElse("it belongs to none; use OTHER"));
        }
    }

    private Scope scope(Fields fields) {
        List<Fields.Item> languages = fields.items("languages");
        List<Fields.Item> surfaces = fields.items("surfaces");
        for (Fields.Item item : languages) {
            String language = item.text();
            if (!LANGUAGE.matcher(language).matches()) {
                issues.error(item.at(), "\"" + language + "\" is no language", "such as en or zh");
            }
        }
        surfaces.forEach(testReader::checkSurface);
        fields.done();
        return new Scope(Fields.Item.texts(languages), Fields.Item.texts(surfaces));
    }

    private Map<String, Object> defaults(Fields fields) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        for (String name : fields.keys()) {
            var type = Facts.schema().get(name);
            if (type == null) {
                fields.node(name);
                issues.error(
                        fields.atKey(name),
                        "no fact \"" + name + "\"",
                        Issues.suggest(name, Facts.schema().keySet()));
                continue;
            }
            switch (type.name()) {
                case "int" ->
                    fields.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE)
                            .ifPresent(value -> defaults.put(name, (long) value));
                case "bool" -> fields.bool(name).ifPresent(value -> defaults.put(name, value));
                case "string" -> fields.text(name).ifPresent(value -> defaults.put(name, value));
                default -> {
                    fields.node(name);
                    issues.error(
                            fields.atKey(name),
                            "\"" + name + "\" can have no default",
                            "it is empty where the post has none");
                }
            }
        }
        return defaults;
    }

    private void checkUse(Condition when, Signals signals, Map<Audience, LocalText> explain, Place explainPlace) {
        Set<String> used = new HashSet<>(when.signals());
        signals.sound().values().forEach(signal -> {
            if (signal.near() != null) {
                used.add(signal.near());
            }
        });
        for (String name : ExplanationReader.placeholders(explain)) {
            Condition.signalOf(name, signals.names()).ifPresent(used::add);
            if (Facts.has(name) && !when.facts().contains(name)) {
                issues.error(
                        explainPlace,
                        "the explanation names \"" + name + "\", which the condition does not read",
                        "it would stay empty; read it in \"when\", or remove it");
            }
        }
        for (String name : signals.sound().keySet()) {
            if (!used.contains(name)) {
                issues.error(
                        signals.declared().getOrDefault(name, Place.startOf("")),
                        "the signal \"" + name + "\" is never used",
                        "use it in \"when\", or remove it");
            }
        }
    }
}
