package io.limpid.rule;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A YAML file that a person writes, such as one of a ruleset: the 1.2 core schema without anchors, aliases, tags and duplicate keys, under limits.
 *
 * @param name for messages
 * @param text without a byte order mark
 * @param root its only mapping
 */
public record YamlFile(String name, String text, MappingNode root) {
    /** Larger files are refused. */
    public static final int MAX_BYTES = 256 << 10;

    static final int MAX_DEPTH = 16;

    private static final Pattern VALUE_WITH_TAG = Pattern.compile("[\\s-]*[A-Za-z_]+:\\s+!");
    private static final String QUOTES_FOR_TAG =
            "put a value that begins with \"!\" in quotes, as in \"!a && b\"; without them it is a tag, and tags are not allowed";

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(true)
            .setAllowRecursiveKeys(false)
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(MAX_BYTES)
            .setUseMarks(true)
            .build();

    /** The file, free of what is refused everywhere; empty when an issue says why there is none. */
    public static Optional<YamlFile> read(String file, byte[] bytes, Issues issues) {
        Place start = Place.startOf(file);
        if (bytes.length > MAX_BYTES) {
            issues.error(start, "the file has " + bytes.length + " bytes", "at most " + MAX_BYTES);
            return Optional.empty();
        }
        Optional<String> text = decode(bytes);
        if (text.isEmpty()) {
            issues.error(start, "the file is not UTF-8", "save it as UTF-8");
            return Optional.empty();
        }
        return node(file, text.get(), issues).flatMap(root -> {
            if (root instanceof MappingNode mapping) {
                return Optional.of(new YamlFile(file, text.get(), mapping));
            }
            issues.error(placeOf(file, root), "expected keys with values", "such as \"title: …\"");
            return Optional.empty();
        });
    }

    /** What a text says, free of what is refused everywhere; empty when an issue says why there is nothing. */
    static Optional<Node> node(String file, String text, Issues issues) {
        Place start = Place.startOf(file);
        Optional<Place> unprintable = unprintable(file, text);
        if (unprintable.isPresent()) {
            issues.error(
                    unprintable.get(), "a character that YAML does not allow", "such as \"\\u0007\" in double quotes");
            return Optional.empty();
        }
        int before = issues.size();
        try {
            checkEvents(file, text, issues);
            if (issues.size() > before) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(SETTINGS).composeString(text);
            if (root.isEmpty()) {
                issues.error(start, "the file is empty", "");
                return Optional.empty();
            }
            checkKeys(file, root.get(), issues);
            return root;
        } catch (MarkedYamlEngineException e) {
            Place at = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> placeAt(file, mark))
                    .orElse(start);
            String line = text.lines().skip(at.line() - 1).findFirst().orElse("");
            issues.error(
                    at,
                    "not YAML: " + e.getProblem(),
                    VALUE_WITH_TAG.matcher(line).lookingAt()
                            ? QUOTES_FOR_TAG
                            : e.getContext() == null ? "" : e.getContext());
        } catch (YamlEngineException e) {
            issues.error(
                    start,
                    "not YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "");
        }
        return Optional.empty();
    }

    static Optional<String> decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Place of the first character that may not stand in YAML, which the reader refuses without a place. */
    private static Optional<Place> unprintable(String file, String text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int codePoint = text.codePointAt(i);
            if (!StreamReader.isPrintable(codePoint)) {
                return Optional.of(new Place(file, line, column));
            }
            column = codePoint == '\n' ? 1 : column + 1;
            line += codePoint == '\n' ? 1 : 0;
        }
        return Optional.empty();
    }

    private static void checkEvents(String file, String text, Issues issues) {
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            Place place = event.getStartMark().map(mark -> placeAt(file, mark)).orElse(Place.startOf(file));
            if (event instanceof AliasEvent) {
                issues.error(place, "an alias", "write the value out; aliases are not allowed");
            } else if (event instanceof NodeEvent nodeEvent) {
                checkNode(place, nodeEvent, issues);
            }
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                issues.error(place, "a second document", "one document a file");
                return;
            }
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                issues.error(place, "nested more than " + MAX_DEPTH + " deep", "");
                return;
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private static void checkNode(Place place, NodeEvent event, Issues issues) {
        if (event.getAnchor().isPresent()) {
            issues.error(
                    place,
                    "an anchor",
                    "remove \"&" + event.getAnchor().get().getValue() + "\"; anchors are not allowed");
        }
        Optional<String> tag = event instanceof ScalarEvent scalarEvent
                ? scalarEvent.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : Optional.empty();
        tag.map(name -> name.replaceFirst("^" + Tag.PREFIX, "!!"))
                .ifPresent(name -> issues.error(
                        place,
                        "a tag \"" + name + "\"",
                        name.startsWith("!!") ? "remove it; tags are not allowed" : QUOTES_FOR_TAG));
    }

    private static void checkKeys(String file, Node node, Issues issues) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> checkKeys(file, item, issues));
        }
        if (!(node instanceof MappingNode mapping)) {
            return;
        }
        Map<String, Place> seen = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = placeOf(file, tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                issues.error(place, "a key that is not a word", "");
                continue;
            }
            String key = scalar.getValue();
            Place first = seen.putIfAbsent(key, place);
            if (first != null) {
                issues.error(
                        place,
                        "the key \"" + key + "\" a second time",
                        "it stands in line " + first.line() + " already");
            }
            checkKeys(file, tuple.getValueNode(), issues);
        }
    }

    static Place placeOf(String file, Node node) {
        return node.getStartMark().map(mark -> placeAt(file, mark)).orElse(Place.startOf(file));
    }

    private static Place placeAt(String file, Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
