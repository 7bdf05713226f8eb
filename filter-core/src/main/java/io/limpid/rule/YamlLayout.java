package io.limpid.rule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One layout for a YAML file of a ruleset: its keys in one order, no white space at line ends, one line end at the end.
 *
 * <p>Moves lines, never values: a key takes the comments above it along, and what it says is written as its author wrote it.
 */
final class YamlLayout {
    /*
     * A block is a key with its value, with the comments and blank lines above it, and with comments below it that are indented
     * deeper than the key. Comments above a blank line at the top of the file are about the file and stay there, as do
     * comments at its end. The lines of a value in block style (| or >) are never touched.
     */

    private static final String MODELINE = "# yaml-language-server:";

    private final List<String> lines;
    private final MappingNode root;
    /** Lines whose white space is part of a value. */
    private final Set<Integer> verbatim = new HashSet<>();
    /** Lines within a value, where a blank line is a part of it. */
    private final Set<Integer> inside = new HashSet<>();

    private YamlLayout(String text, MappingNode root) {
        this.lines = List.of(text.split("\n", -1));
        this.root = root;
    }

    private record Block(String key, int start, int end) {}

    /**
     * The file's text in the one layout; empty when an issue says why not.
     *
     * @param order of the keys; others follow behind them as they stand
     */
    static Optional<String> of(String file, byte[] bytes, List<String> order, Issues issues) {
        int before = issues.size();
        Optional<YamlFile> given = YamlFile.read(file, bytes, issues);
        if (given.isEmpty() || issues.size() > before) {
            return Optional.empty();
        }
        String text = given.get().text().replace("\r\n", "\n").replace('\r', '\n');
        Optional<String> formatted = read(file, text).map(yaml -> new YamlLayout(text, yaml.root()).format(order));
        if (formatted.isPresent()
                && read(file, formatted.get())
                        .filter(yaml -> isSame(given.get().root(), yaml.root()))
                        .isPresent()) {
            return formatted;
        }
        issues.error(
                Place.startOf(file),
                "in the one layout the file would mean something else, so it was left alone",
                "please report it with the file");
        return Optional.empty();
    }

    private static Optional<YamlFile> read(String file, String text) {
        var issues = new Issues();
        return YamlFile.read(file, text.getBytes(StandardCharsets.UTF_8), issues)
                .filter(yaml -> issues.size() == 0);
    }

    private String format(List<String> order) {
        lastLine(root);
        List<Integer> out = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        int header = 0;
        int next = 0;
        if (root.getFlowStyle() != FlowStyle.FLOW) {
            int first = startOf(root.getValue().get(0).getKeyNode()).getLine();
            header = endOfHeader(first);
            next = header;
            for (NodeTuple tuple : root.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                int column = startOf(tuple.getKeyNode()).getColumn();
                int end = endOfComments(lastLine(tuple.getValueNode()) + 1, column);
                blocks.add(new Block(key, next, end));
                next = end;
            }
        }
        blocks.sort(Comparator.comparingInt(block -> rank(order, block.key)));
        add(out, 0, header);
        blocks.forEach(block -> add(out, block.start, block.end));
        add(out, next, lines.size());
        return text(out);
    }

    private static int rank(List<String> order, String key) {
        int rank = order.indexOf(key);
        return rank < 0 ? order.size() : rank;
    }

    private static void add(List<Integer> out, int start, int end) {
        for (int line = start; line < end; line++) {
            out.add(line);
        }
    }

    /** Behind the last blank line, line for editors, or marker of a document above the first key. */
    private int endOfHeader(int firstKey) {
        int end = 0;
        for (int line = 0; line < firstKey; line++) {
            String text = lines.get(line);
            if (text.isBlank() || text.startsWith(MODELINE) || text.startsWith("---")) {
                end = line + 1;
            }
        }
        return end;
    }

    /** Behind the comments that follow a value and stand deeper than its key. */
    private int endOfComments(int start, int column) {
        int end = start;
        for (int line = start; line < lines.size(); line++) {
            String text = lines.get(line);
            int indent = text.length() - text.stripLeading().length();
            if (text.isBlank()) {
                continue;
            }
            if (indent <= column || text.charAt(indent) != '#') {
                break;
            }
            end = line + 1;
        }
        return Math.min(end, lines.size());
    }

    private String text(List<Integer> order) {
        List<String> out = new ArrayList<>();
        int written = 0;
        boolean wasBlank = true;
        for (int number : order) {
            String line = verbatim.contains(number) ? lines.get(number) : stripped(number);
            boolean isFree = !verbatim.contains(number) && !inside.contains(number);
            boolean isBlank = isFree && line.isEmpty();
            if (isBlank && wasBlank) {
                continue;
            }
            out.add(line);
            wasBlank = isBlank;
            if (!isBlank) {
                written = out.size();
            }
        }
        return String.join("\n", out.subList(0, written)) + "\n";
    }

    /** Without white space at its end, unless that is a part of a text in double quotes. */
    private String stripped(int number) {
        String line = lines.get(number);
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        return end > 0 && line.charAt(end - 1) == '\\' ? line : line.substring(0, end);
    }

    /** The last line of a value, without blank lines and comments behind it. Notes which lines are parts of texts. */
    private int lastLine(Node node) {
        if (node instanceof ScalarNode scalar) {
            return lastLine(scalar);
        }
        int last = startOf(node).getLine();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                last = Math.max(lastLine(tuple.getKeyNode()), lastLine(tuple.getValueNode()));
            }
        } else if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                last = lastLine(item);
            }
        }
        boolean isFlow = node instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.FLOW;
        return isFlow ? endOf(node).getLine() : last;
    }

    private int lastLine(ScalarNode scalar) {
        int first = startOf(scalar).getLine();
        Mark end = endOf(scalar);
        int last = end.getLine();
        boolean isBlock =
                scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED;
        if (isBlock) {
            last -= end.getColumn() == 0 && last > first ? 1 : 0;
            boolean keepsBlanks =
                    lines.get(first).substring(startOf(scalar).getColumn()).contains("+");
            while (!keepsBlanks && last > first && lines.get(last).isBlank()) {
                last--;
            }
        }
        for (int line = first + 1; line <= last; line++) {
            (isBlock ? verbatim : inside).add(line);
        }
        return last;
    }

    private static Mark startOf(Node node) {
        return node.getStartMark().orElseThrow(() -> new AssertionError("a node without a place"));
    }

    private static Mark endOf(Node node) {
        return node.getEndMark().orElseThrow(() -> new AssertionError("a node without a place"));
    }

    /** Whether two files say the same, whatever the order of their keys. */
    private static boolean isSame(MappingNode one, MappingNode other) {
        return isSame(sorted(one), sorted(other));
    }

    private static List<NodeTuple> sorted(MappingNode mapping) {
        return mapping.getValue().stream()
                .sorted(Comparator.comparing(
                        tuple -> tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : ""))
                .toList();
    }

    private static boolean isSame(List<NodeTuple> one, List<NodeTuple> other) {
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = isSame(one.get(i).getKeyNode(), other.get(i).getKeyNode())
                    && isSame(one.get(i).getValueNode(), other.get(i).getValueNode());
        }
        return same;
    }

    private static boolean isSame(Node one, Node other) {
        if (!one.getTag().equals(other.getTag())) {
            return false;
        }
        if (one instanceof ScalarNode scalar && other instanceof ScalarNode otherScalar) {
            return scalar.getValue().equals(otherScalar.getValue());
        }
        if (one instanceof MappingNode mapping && other instanceof MappingNode otherMapping) {
            return isSame(mapping.getValue(), otherMapping.getValue());
        }
        if (one instanceof SequenceNode sequence && other instanceof SequenceNode otherSequence) {
            List<Node> items = sequence.getValue();
            List<Node> others = otherSequence.getValue();
            boolean same = items.size() == others.size();
            for (int i = 0; same && i < items.size(); i++) {
                same = isSame(items.get(i), others.get(i));
            }
            return same;
        }
        return false;
    }
}
