package io.limpid.rule;

import io.limpid.signal.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads one rule file. */
final class RuleReader {
    static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]*\\.[a-z0-9][a-z0-9-]*");
    private static final Pattern SIGNAL_NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*\\}\\}");
    private static final Set<String> RESERVED = Set.of(
            "author", "context", "surface", "language", "text", "true", "false", "null", "in", RuleSignal.UNLESS);
    static final int MAX_SIGNALS = 32;
    static final int MAX_TEXT = 2_000;

    private final String ruleset;
    private final SignalReader signalReader;
    private final RuleTestReader testReader;
    private final Issues issues;
    private final Map<String, List<Fields.Item>> yields = new LinkedHashMap<>();

    RuleReader(String ruleset, Set<String> lists, Issues issues) {
        this.ruleset = ruleset;
        this.signalReader = new SignalReader(lists);
        this.testReader = new RuleTestReader(issues);
        this.issues = issues;
    }

    /** The rule; empty when an issue says why there is none. A rule with lesser faults is given back with its issues. */
    Optional<Rule> read(String file, String source, byte[] bytes) {
        Optional<MappingNode> root = YamlFile.read(file, bytes, issues);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = new Fields(file, root.get(), "a rule", issues);
        Optional<String> id = fields.requiredText("rule").filter(name -> checkId(fields, file, name));
        OptionalInt revision = fields.requiredInteger("revision", 1, 1_000_000);
        Optional<LocalText> title = fields.requiredLocalText("title");
        Optional<Category> category = choice(fields, "category", Category.values(), Category::id);
        Optional<Action> action = choice(
                fields,
                "action",
                Arrays.stream(Action.values())
                        .filter(value -> value != Action.ALLOW)
                        .toArray(Action[]::new),
                Action::id);
        Optional<Ground> ground = fields.requiredMapping("ground", "a ground").flatMap(this::ground);
        Scope scope = fields.mapping("scope", "a scope").map(this::scope).orElse(Scope.EVERYWHERE);
        Map<String, RuleSignal> signals = signals(fields);
        RuleSignal unless = fields.mapping("unless", "an unless")
                .flatMap(form -> signal(RuleSignal.UNLESS, form, Map.of()))
                .orElse(null);
        Optional<Condition> when = condition(fields, signals);
        Map<String, Object> defaults =
                fields.mapping("defaults", "defaults").map(this::defaults).orElse(Map.of());
        List<Fields.Item> yieldsTo = fields.items("yields_to");
        id.ifPresent(name -> yields.put(name, yieldsTo));
        Map<Audience, LocalText> explain = fields.requiredMapping("explain", "an explanation")
                .map(form -> explain(form, declared(fields)))
                .orElse(Map.of());
        List<String> knownFalsePositives = fields.texts("known_false_positives");
        List<RuleTest> tests = testReader.read(fields, declared(fields));
        fields.done();
        when.ifPresent(condition -> checkUse(fields, condition, signals, explain));

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
                signals,
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

    private <T> Optional<T> choice(Fields fields, String key, T[] values, java.util.function.Function<T, String> id) {
        Optional<String> name = fields.requiredText(key);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> choice = Arrays.stream(values)
                .filter(value -> id.apply(value).equals(name.get()))
                .findFirst();
        if (choice.isEmpty()) {
            issues.error(
                    fields.at(key),
                    "no " + key + " \"" + name.get() + "\"",
                    Issues.suggest(name.get(), Arrays.stream(values).map(id).toList()));
        }
        return choice;
    }

    static boolean isWebAddress(String url) {
        return url.matches("https?://[^\\s/]\\S*");
    }

    private Optional<Ground> ground(Fields fields) {
        Optional<Ground.Kind> kind = choice(fields, "kind", Ground.Kind.values(), Ground.Kind::id);
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

    private Map<String, RuleSignal> signals(Fields fields) {
        Map<String, RuleSignal> signals = new LinkedHashMap<>();
        Optional<Fields> forms = fields.requiredMapping("signals", "signals");
        if (forms.isEmpty()) {
            return signals;
        }
        List<String> names = forms.get().keys();
        if (names.isEmpty()) {
            issues.error(forms.get().place(), "a rule without signals", "declare what it looks for");
        }
        if (names.size() > MAX_SIGNALS) {
            issues.error(forms.get().place(), "a rule with " + names.size() + " signals", "at most " + MAX_SIGNALS);
        }
        Map<String, String> nears = new LinkedHashMap<>();
        Set<String> lacksPlace = names.stream()
                .filter(name -> forms.get().hasAnyOf(name, "repeat", "classifier"))
                .collect(Collectors.toSet());
        for (String name : names) {
            if (!isSignalName(name)) {
                issues.error(
                        forms.get().atKey(name),
                        "\"" + name + "\" cannot name a signal",
                        RESERVED.contains(name)
                                ? "it names a fact or is a word of the language"
                                : "a-z, 0-9 and _, beginning with a letter");
            }
            forms.get()
                    .mapping(name, "the signal \"" + name + "\"")
                    .flatMap(form -> signal(name, form, nears(form, names, lacksPlace, name, nears)))
                    .ifPresent(signal -> signals.put(name, signal));
        }
        checkCycle(forms.get(), nears);
        return signals;
    }

    /** The signal's neighbour and distance, if it has one: one entry at most. */
    private Map<String, Integer> nears(
            Fields form, List<String> names, Set<String> lacksPlace, String name, Map<String, String> all) {
        Optional<String> near = form.text("near");
        OptionalInt within = form.integer("within", 0, SignalReader.MAX_WITHIN);
        if (near.isEmpty()) {
            if (form.has("within")) {
                issues.error(form.atKey("within"), "\"within\" without \"near\"", "add \"near: <signal>\"");
            }
            return Map.of();
        }
        if (form.has("repeat") || form.has("classifier")) {
            issues.error(form.atKey("near"), "\"near\" on a signal that has no place in the text", "remove it");
            return Map.of();
        }
        if (!names.contains(near.get()) || near.get().equals(name)) {
            issues.error(
                    form.at("near"),
                    "no other signal \"" + near.get() + "\"",
                    Issues.suggest(
                            near.get(),
                            names.stream().filter(other -> !other.equals(name)).toList()));
            return Map.of();
        }
        if (lacksPlace.contains(near.get())) {
            issues.error(
                    form.at("near"),
                    "the signal \"" + near.get() + "\" has no place in the text",
                    "near needs a list, regex, personal or link");
            return Map.of();
        }
        if (!form.has("within")) {
            issues.error(form.atKey("near"), "\"near\" without \"within\"", "add \"within: <code points>\"");
        }
        all.put(name, near.get());
        return Map.of(near.get(), within.orElse(0));
    }

    private void checkCycle(Fields forms, Map<String, String> nears) {
        for (String name : nears.keySet()) {
            Set<String> seen = new HashSet<>();
            String at = name;
            while (at != null && seen.add(at)) {
                at = nears.get(at);
            }
            if (name.equals(at)) {
                issues.error(
                        forms.atKey(name),
                        "the signal \"" + name + "\" is near itself by a circle",
                        "let one of them stand alone");
            }
        }
    }

    private Optional<RuleSignal> signal(String name, Fields form, Map<String, Integer> near) {
        Optional<Signal> signal = signalReader.read(form);
        form.done();
        if (near.isEmpty()) {
            return signal.map(kind -> new RuleSignal(name, kind, null, 0));
        }
        Map.Entry<String, Integer> only = near.entrySet().iterator().next();
        return signal.map(kind -> new RuleSignal(name, kind, only.getKey(), only.getValue()));
    }

    private Optional<Condition> condition(Fields fields, Map<String, RuleSignal> signals) {
        Optional<String> when = fields.requiredText("when");
        Set<String> declared = declared(fields);
        if (when.isEmpty() || !declared.stream().allMatch(RuleReader::isSignalName) || declared.isEmpty()) {
            return Optional.empty();
        }
        // A signal that is at fault is known by name all the same, so that the condition is not blamed for it.
        Set<String> scored = declared.stream()
                .filter(name -> !signals.containsKey(name) || signals.get(name).signal() instanceof Signal.Classifier)
                .collect(Collectors.toSet());
        if (when.get().codePointCount(0, when.get().length()) > Condition.MAX_LENGTH) {
            issues.error(
                    fields.at("when"),
                    "a condition of " + when.get().length() + " characters",
                    "at most " + Condition.MAX_LENGTH);
            return Optional.empty();
        }
        try {
            Condition condition = Condition.compile(when.get(), declared, scored);
            if (condition.isNever()) {
                issues.error(fields.at("when"), "a condition that can never be true", "");
            }
            return Optional.of(condition);
        } catch (Condition.InvalidException e) {
            for (Condition.Fault fault : e.faults()) {
                issues.error(placeIn(fields, fault), fault.problem(), fault.hint());
            }
            return Optional.empty();
        }
    }

    /** Names of the signals that the rule declares, those at fault included. */
    private static Set<String> declared(Fields fields) {
        return fields.node("signals")
                .filter(MappingNode.class::isInstance)
                .map(node -> new LinkedHashSet<>(new Fields("", (MappingNode) node, "signals", new Issues()).keys()))
                .orElseGet(LinkedHashSet::new);
    }

    private static boolean isSignalName(String name) {
        return SIGNAL_NAME.matcher(name).matches() && !RESERVED.contains(name);
    }

    /** Where in the file a fault of the expression stands. */
    private static Place placeIn(Fields fields, Condition.Fault fault) {
        Place at = fields.at("when");
        ScalarNode node = (ScalarNode) fields.node("when").orElseThrow();
        return switch (node.getScalarStyle()) {
            case PLAIN -> fault.line() == 1 ? new Place(at.file(), at.line(), at.column() + fault.column()) : at;
            case SINGLE_QUOTED, DOUBLE_QUOTED ->
                fault.line() == 1 ? new Place(at.file(), at.line(), at.column() + 1 + fault.column()) : at;
            case LITERAL -> new Place(at.file(), at.line() + fault.line(), 3 + fault.column());
            default -> at;
        };
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

    private Map<Audience, LocalText> explain(Fields fields, Set<String> signals) {
        Map<Audience, LocalText> texts = new EnumMap<>(Audience.class);
        for (Audience audience : Audience.values()) {
            if (audience == Audience.PUBLIC || fields.has(audience.id())) {
                fields.requiredLocalText(audience.id()).ifPresent(text -> {
                    texts.put(audience, text);
                    checkTemplate(fields.at(audience.id()), text, signals);
                });
            }
        }
        fields.done();
        LocalText forAll = texts.get(Audience.PUBLIC);
        if (forAll != null) {
            texts.putIfAbsent(Audience.AUTHOR, forAll);
            texts.putIfAbsent(Audience.REVIEWER, forAll);
        }
        return texts;
    }

    private void checkTemplate(Place place, LocalText text, Set<String> signals) {
        for (String template : text.byLanguage().values()) {
            if (template.length() > MAX_TEXT) {
                issues.error(place, "an explanation of " + template.length() + " characters", "at most " + MAX_TEXT);
            }
            Matcher placeholder = PLACEHOLDER.matcher(template);
            while (placeholder.find()) {
                String name = placeholder.group(1);
                if (Condition.signalOf(name, signals).isEmpty()
                        && !Facts.schema().containsKey(name)) {
                    List<String> known = new ArrayList<>(signals);
                    known.addAll(Facts.schema().keySet());
                    issues.error(
                            place,
                            "the explanation names \"" + name + "\", which is no signal and no fact",
                            Issues.suggest(name, known));
                }
            }
        }
    }

    private void checkUse(
            Fields fields, Condition when, Map<String, RuleSignal> signals, Map<Audience, LocalText> explain) {
        Set<String> used = new HashSet<>(when.signals());
        signals.values().forEach(signal -> {
            if (signal.near() != null) {
                used.add(signal.near());
            }
        });
        explain.values()
                .forEach(text -> text.byLanguage().values().forEach(template -> {
                    Matcher placeholder = PLACEHOLDER.matcher(template);
                    while (placeholder.find()) {
                        Condition.signalOf(placeholder.group(1), signals.keySet())
                                .ifPresent(used::add);
                    }
                }));
        Optional<Node> forms = fields.node("signals");
        if (forms.isEmpty() || !(forms.get() instanceof MappingNode mapping)) {
            return;
        }
        Fields places = new Fields(fields.place().file(), mapping, "signals", issues);
        for (String name : signals.keySet()) {
            if (!used.contains(name)) {
                issues.error(
                        places.atKey(name),
                        "the signal \"" + name + "\" is never used",
                        "use it in \"when\", or remove it");
            }
        }
    }
}
