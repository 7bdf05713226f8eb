package io.limpid.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The keys of one mapping. Each getter takes its key and records an issue when the value is missing or of another kind;
 * {@link #done()} reports the keys that nobody took. Not thread-safe.
 */
public final class Fields {
    private final String file;
    private final Place place;
    private final String what;
    private final Issues issues;
    private final Map<String, NodeTuple> tuples = new LinkedHashMap<>();
    private final List<String> taken = new ArrayList<>();

    /**
     * The keys of a mapping.
     *
     * @param what it describes, for messages
     */
    public Fields(String file, MappingNode node, String what, Issues issues) {
        this.file = file;
        this.place = YamlFile.placeOf(file, node);
        this.what = what;
        this.issues = issues;
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode scalar) {
                tuples.putIfAbsent(scalar.getValue(), tuple);
            }
        }
    }

    /**
     * One key with texts, which are taken as they are, whatever they look like.
     *
     * @param where they were given, for messages: the name of a variable or of an option
     */
    public static Fields ofTexts(String where, String key, List<String> values, Issues issues) {
        List<Node> texts = values.stream().<Node>map(value -> word(value)).toList();
        return of(
                where,
                key,
                texts.size() == 1 ? texts.get(0) : new SequenceNode(Tag.SEQ, texts, FlowStyle.FLOW),
                issues);
    }

    /**
     * One key with a value that YAML tells the kind of; empty when an issue says why there is none.
     *
     * @param where it was given, for messages: the name of a variable or of an option
     */
    public static Optional<Fields> ofYaml(String where, String key, String value, Issues issues) {
        return YamlFile.node(where, value, issues).map(node -> of(where, key, node, issues));
    }

    private static Fields of(String where, String key, Node value, Issues issues) {
        var mapping = new MappingNode(Tag.MAP, List.of(new NodeTuple(word(key), value)), FlowStyle.FLOW);
        return new Fields(where, mapping, where, issues);
    }

    private static ScalarNode word(String value) {
        return new ScalarNode(Tag.STR, value, ScalarStyle.DOUBLE_QUOTED);
    }

    /** What stands under a key, without a word on its kind: texts, whole numbers, numbers, truth values, lists, maps. */
    public Optional<Object> plain(String key) {
        return node(key).map(Fields::plain);
    }

    private static Object plain(Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(Fields::plain).toList();
        }
        if (node instanceof MappingNode mapping) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    map.put(key.getValue(), plain(tuple.getValueNode()));
                }
            }
            return map;
        }
        String value = ((ScalarNode) node).getValue();
        if (node.getTag().equals(Tag.BOOL)) {
            return Boolean.valueOf(value);
        }
        return node.getTag().equals(Tag.INT) && value.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(value) : value;
    }

    Place place() {
        return place;
    }

    Issues issues() {
        return issues;
    }

    /** Place of the key's value, or of the mapping when the key is missing. */
    public Place at(String key) {
        NodeTuple tuple = tuples.get(key);
        return tuple == null ? place : YamlFile.placeOf(file, tuple.getValueNode());
    }

    /** Place of the key itself, or of the mapping when it is missing. */
    public Place atKey(String key) {
        NodeTuple tuple = tuples.get(key);
        return tuple == null ? place : YamlFile.placeOf(file, tuple.getKeyNode());
    }

    /** All keys, as they stand. */
    public List<String> keys() {
        return List.copyOf(tuples.keySet());
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        return tuples.containsKey(key);
    }

    /** Whether the key's value is a mapping with one of these keys. */
    boolean hasAnyOf(String key, String... inner) {
        NodeTuple tuple = tuples.get(key);
        return tuple != null
                && tuple.getValueNode() instanceof MappingNode mapping
                && new Fields(file, mapping, key, issues)
                        .tuples.keySet().stream().anyMatch(Arrays.asList(inner)::contains);
    }

    Optional<Node> node(String key) {
        taken.add(key);
        return Optional.ofNullable(tuples.get(key)).map(NodeTuple::getValueNode);
    }

    private Optional<Node> required(String key) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            issues.error(place, what + " without \"" + key + "\"", "add \"" + key + ": …\"");
        }
        return node;
    }

    /** A text that must be there. */
    public Optional<String> requiredText(String key) {
        return required(key).flatMap(node -> text(key, node));
    }

    /** A text, if the key is there. */
    public Optional<String> text(String key) {
        return node(key).flatMap(node -> text(key, node));
    }

    private Optional<String> text(String key, Node node) {
        Place at = YamlFile.placeOf(file, node);
        if (!(node instanceof ScalarNode scalar)) {
            issues.error(at, "\"" + key + "\" should be a text", "");
            return Optional.empty();
        }
        if (node.getTag().equals(Tag.NULL)) {
            issues.error(at, "\"" + key + "\" has no value", "");
            return Optional.empty();
        }
        if (!node.getTag().equals(Tag.STR)) {
            issues.error(at, "\"" + key + "\" should be a text, not " + kind(node), "put it in quotes");
            return Optional.empty();
        }
        String value = scalar.getValue();
        if (value.isBlank()) {
            issues.error(at, "\"" + key + "\" is empty", "");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private static String kind(Node node) {
        return node.getTag().equals(Tag.BOOL) ? "true or false" : "a number";
    }

    /** The scalar as written, whatever the schema takes it for. */
    Optional<String> requiredWord(String key) {
        return required(key).flatMap(node -> {
            if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                return Optional.of(scalar.getValue());
            }
            issues.error(YamlFile.placeOf(file, node), "\"" + key + "\" should be a word", "");
            return Optional.empty();
        });
    }

    /** One of the choices, by its name. */
    public <T> Optional<T> requiredChoice(String key, List<T> choices, Function<T, String> nameOf) {
        Optional<String> name = requiredText(key);
        Optional<T> choice = name.flatMap(wanted ->
                choices.stream().filter(one -> nameOf.apply(one).equals(wanted)).findFirst());
        if (name.isPresent() && choice.isEmpty()) {
            issues.error(
                    at(key),
                    "no " + key + " \"" + name.get() + "\"",
                    Issues.suggest(name.get(), choices.stream().map(nameOf).toList()));
        }
        return choice;
    }

    /** A whole number from {@code min} to {@code max}, if the key is there. */
    public OptionalInt integer(String key, int min, int max) {
        return node(key).map(node -> integer(key, node, min, max)).orElse(OptionalInt.empty());
    }

    OptionalInt requiredInteger(String key, int min, int max) {
        return required(key).map(node -> integer(key, node, min, max)).orElse(OptionalInt.empty());
    }

    private OptionalInt integer(String key, Node node, int min, int max) {
        Place at = YamlFile.placeOf(file, node);
        if (node instanceof ScalarNode scalar && node.getTag().equals(Tag.INT)) {
            try {
                int value = Integer.parseInt(scalar.getValue());
                if (value >= min && value <= max) {
                    return OptionalInt.of(value);
                }
            } catch (NumberFormatException e) {
                // Too large, or in a base that the core schema knows and we don't: the issue below says what would be
                // right.
            }
        }
        issues.error(at, "\"" + key + "\" should be a whole number", "from " + min + " to " + max);
        return OptionalInt.empty();
    }

    /** A number in [0, 1], in 1/10000. */
    OptionalInt share(String key) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return OptionalInt.empty();
        }
        boolean number =
                node.get().getTag().equals(Tag.FLOAT) || node.get().getTag().equals(Tag.INT);
        if (node.get() instanceof ScalarNode scalar && number) {
            try {
                double value = Double.parseDouble(scalar.getValue());
                if (value >= 0 && value <= 1) {
                    return OptionalInt.of((int) Math.round(value * 10_000));
                }
            } catch (NumberFormatException e) {
                // Infinite, no number, or in a base that the core schema knows and we don't: the issue below says what
                // would
                // be right.
            }
        }
        issues.error(at(key), "\"" + key + "\" should be a number", "from 0 to 1");
        return OptionalInt.empty();
    }

    /** True or false, if the key is there. */
    public Optional<Boolean> bool(String key) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get() instanceof ScalarNode scalar && node.get().getTag().equals(Tag.BOOL)) {
            return Optional.of(Boolean.valueOf(scalar.getValue()));
        }
        issues.error(at(key), "\"" + key + "\" should be true or false", "");
        return Optional.empty();
    }

    /** A text with its place. */
    record Item(String text, Place at) {
        static List<String> texts(List<Item> items) {
            return items.stream().map(Item::text).toList();
        }
    }

    /** Texts of a sequence; a single text counts as a sequence of one. */
    List<Item> items(String key) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        List<Node> nodes = node.get() instanceof SequenceNode sequence ? sequence.getValue() : List.of(node.get());
        List<Item> items = new ArrayList<>();
        for (Node item : nodes) {
            text(key, item).ifPresent(text -> items.add(new Item(text, YamlFile.placeOf(file, item))));
        }
        return items;
    }

    /** The same without their places. */
    public List<String> texts(String key) {
        return Item.texts(items(key));
    }

    /**
     * Keys under a key, if it is there.
     *
     * @param name what they describe, for messages
     */
    public Optional<Fields> mapping(String key, String name) {
        return node(key).flatMap(node -> mapping(key, node, name));
    }

    Optional<Fields> requiredMapping(String key, String name) {
        return required(key).flatMap(node -> mapping(key, node, name));
    }

    private Optional<Fields> mapping(String key, Node node, String name) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(new Fields(file, mapping, name, issues));
        }
        issues.error(YamlFile.placeOf(file, node), "\"" + key + "\" should have keys of its own", "");
        return Optional.empty();
    }

    /** The mappings of a sequence; empty when there is no sequence. */
    public Optional<List<Fields>> requiredMappings(String key, String name) {
        Optional<Node> node = required(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!(node.get() instanceof SequenceNode sequence)) {
            issues.error(at(key), "\"" + key + "\" should be a list", "each item begins with \"- \"");
            return Optional.empty();
        }
        List<Fields> mappings = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            mapping(key, item, name).ifPresent(mappings::add);
        }
        return Optional.of(mappings);
    }

    /** A text, or a text by language. */
    Optional<LocalText> requiredLocalText(String key) {
        return required(key).flatMap(node -> {
            if (!(node instanceof MappingNode mapping)) {
                return text(key, node).map(LocalText::of);
            }
            Fields languages = new Fields(file, mapping, "\"" + key + "\"", issues);
            Map<String, String> texts = new LinkedHashMap<>();
            for (String language : languages.keys()) {
                if (!RuleReader.LANGUAGE.matcher(language).matches()) {
                    issues.error(languages.atKey(language), "\"" + language + "\" is no language", "such as en or zh");
                }
                languages.text(language).ifPresent(text -> texts.put(language, text));
            }
            if (texts.isEmpty()) {
                issues.error(languages.place(), "\"" + key + "\" is empty", "");
                return Optional.empty();
            }
            return Optional.of(new LocalText(texts));
        });
    }

    /** Reports each key that no getter asked for. */
    public void done() {
        for (String key : tuples.keySet()) {
            if (!taken.contains(key)) {
                issues.error(
                        atKey(key),
                        "unknown key \"" + key + "\" in " + what,
                        Issues.suggest(key, taken.stream().distinct().toList()));
            }
        }
    }
}
