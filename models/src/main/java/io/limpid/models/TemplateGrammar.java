package io.limpid.models;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A file of invented posts: texts with slots, and what each text says about its area.
 *
 * <p>A slot {@code {name}} is replaced by one of its values, which may have slots themselves; {@code #} by a random digit,
 * {@code \#} by itself. A text belongs to the dev part or to the train part as a whole, so that dev tells about texts that the
 * model has never seen, not about new fillings of known ones. Immutable.
 */
final class TemplateGrammar {
    private static final int DEPTH_MAX = 8;
    private static final int DEV_SHARE = 8;

    private final String file;
    private final String area;
    private final String language;
    private final Map<String, List<String>> slots;
    private final List<Template> templates;

    /**
     * One text with what it says.
     *
     * @param kind for figures by kind
     * @param labels of the rights area, where the file says so
     */
    private record Template(String kind, boolean positive, Map<String, Integer> labels, String text) {}

    private TemplateGrammar(
            String file, String area, String language, Map<String, List<String>> slots, List<Template> templates) {
        this.file = file;
        this.area = area;
        this.language = language;
        this.slots = slots;
        this.templates = templates;
        templates.forEach(template -> check(template.text()));
        slots.values().forEach(values -> values.forEach(value -> check(value)));
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException naming the file and what is wrong with it
     */
    static TemplateGrammar parse(String file, String yaml) {
        try {
            var root = map(new Load(LoadSettings.builder()
                            .setLabel(file)
                            .setCodePointLimit(16 << 20)
                            .build())
                    .loadFromString(yaml));
            known(root, List.of("area", "language", "slots", "templates"));
            var slots = new LinkedHashMap<String, List<String>>();
            if (root.get("slots") != null) {
                map(root.get("slots")).forEach((name, values) -> slots.put(name, strings(values)));
            }
            var templates = new ArrayList<Template>();
            for (Object one : list(root.get("templates"))) {
                var block = map(one);
                known(block, List.of("kind", "y", "labels", "texts"));
                var labels = new LinkedHashMap<String, Integer>();
                if (block.get("labels") != null) {
                    map(block.get("labels")).forEach((label, value) -> labels.put(label, (Integer) value));
                }
                for (String text : strings(block.get("texts"))) {
                    templates.add(new Template(
                            String.valueOf(block.get("kind")),
                            Integer.valueOf(1).equals(block.get("y")),
                            labels,
                            text));
                }
            }
            return new TemplateGrammar(
                    file, String.valueOf(root.get("area")), String.valueOf(root.get("language")), slots, templates);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    String file() {
        return file;
    }

    String area() {
        return area;
    }

    /** How many texts a part has. */
    int size(Split split) {
        return (int)
                templates.stream().filter(template -> split(template) == split).count();
    }

    /**
     * Fillings of each text of a part.
     *
     * @param each how many of each text, fewer where they repeat
     */
    List<Example> expand(Split split, int each, long seed) {
        var examples = new ArrayList<Example>();
        for (int number = 0; number < templates.size(); number++) {
            Template template = templates.get(number);
            if (split(template) != split) {
                continue;
            }
            var random = new SplittableRandom(seed ^ hash(template.text()));
            var seen = new java.util.HashSet<String>();
            for (int i = 0; i < each; i++) {
                String text = fill(template.text(), random, 0).strip();
                if (seen.add(text)) {
                    examples.add(new Example(
                            file + ":" + number + ":" + i,
                            text,
                            language,
                            area,
                            label(template),
                            template.positive(),
                            "templates_" + area + "_" + language,
                            template.kind()));
                }
            }
        }
        return examples;
    }

    /** The kind, and in the rights area the labels as {@code insult=1,threat=0}. */
    private static String label(Template template) {
        var label = new StringBuilder(template.kind());
        template.labels()
                .forEach((name, value) ->
                        label.append(',').append(name).append('=').append(value));
        return label.toString();
    }

    private static Split split(Template template) {
        return Long.remainderUnsigned(hash(template.text()), DEV_SHARE) == 0 ? Split.DEV : Split.TRAIN;
    }

    private static long hash(String text) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        hash ^= hash >>> 32;
        hash *= 0xD6E8FEB86659FD93L;
        return hash ^ (hash >>> 32);
    }

    private String fill(String text, SplittableRandom random, int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException(file + ": slots within slots go on in \"" + text + "\"");
        }
        var out = new StringBuilder(text.length() + 32);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '#') {
                out.append('#');
                i++;
            } else if (c == '#') {
                out.append((char) ('0' + random.nextInt(10)));
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                List<String> values = slot(text, i, end);
                out.append(fill(values.get(random.nextInt(values.size())), random, depth + 1));
                i = end;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private void check(String text) {
        for (int i = text.indexOf('{'); i >= 0; i = text.indexOf('{', i + 1)) {
            slot(text, i, text.indexOf('}', i));
        }
    }

    private List<String> slot(String text, int from, int end) {
        List<String> values = end < 0 ? null : slots.get(text.substring(from + 1, end));
        if (values == null || values.isEmpty()) {
            throw new IllegalArgumentException(file + ": no such slot, or an empty one, in \"" + text + "\"");
        }
        return values;
    }

    private static void known(Map<String, Object> map, List<String> keys) {
        map.keySet().stream().filter(key -> !keys.contains(key)).findFirst().ifPresent(key -> {
            throw new IllegalArgumentException("unknown key " + key + "; there are " + keys);
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object node) {
        if (!(node instanceof Map)) {
            throw new IllegalArgumentException("not a mapping: " + node);
        }
        return (Map<String, Object>) node;
    }

    private static List<?> list(@Nullable Object node) {
        if (!(node instanceof List<?> list)) {
            throw new IllegalArgumentException("not a list: " + node);
        }
        return list;
    }

    private static List<String> strings(@Nullable Object node) {
        return list(node).stream().map(String::valueOf).toList();
    }
}
