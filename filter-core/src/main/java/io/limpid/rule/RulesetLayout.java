package io.limpid.rule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The files of a ruleset in one layout, which changes nothing that they mean.
 *
 * <p>In rules and in {@code ruleset.yaml} the keys come in one order, each with its comments; nowhere is there white space at
 * the end of a line, and each file ends in one line end. The entries of a list stay in their order.
 */
public final class RulesetLayout {
    /** The order of the keys of a rule. */
    public static final List<String> RULE_KEYS = List.of(
            "rule",
            "revision",
            "title",
            "category",
            "action",
            "ground",
            "scope",
            "signals",
            "when",
            "defaults",
            "unless",
            "yields_to",
            "explain",
            "known_false_positives",
            "tests");

    /** The order of the keys of a {@code ruleset.yaml}. */
    public static final List<String> RULESET_KEYS = List.of(
            "ruleset",
            "version",
            "title",
            "maintainer",
            "terms_url",
            "changes",
            "approvals",
            "gate",
            "brake",
            "disclosure");

    private RulesetLayout() {}

    /**
     * What the layout changes.
     *
     * @param changed the new bytes of each file that is not in the layout yet, by path, in order of path
     * @param issues files that were left alone because they cannot be read, or would mean something else
     */
    public record Result(Map<String, byte[]> changed, List<RulesetIssue> issues) {
        public Result {
            changed = Collections.unmodifiableMap(new TreeMap<>(changed));
            issues = List.copyOf(issues);
        }
    }

    /**
     * Lays out some of the files of a ruleset.
     *
     * @param wanted tells by path which; the others are read with them and stay as they are
     */
    public static Result of(RulesetFiles files, Predicate<String> wanted) {
        var issues = new Issues();
        Map<String, byte[]> changed = new TreeMap<>();
        files.files().forEach((path, bytes) -> {
            if (!wanted.test(path)) {
                return;
            }
            String file = files.folder().isEmpty() ? path : files.folder() + "/" + path;
            layout(path, file, bytes, issues)
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .filter(text -> !Arrays.equals(text, bytes))
                    .ifPresent(text -> changed.put(path, text));
        });
        List<RulesetIssue> all = new ArrayList<>(issues.sorted());
        for (String path : changedInMeaning(files, changed)) {
            changed.remove(path);
            all.add(new RulesetIssue(
                    RulesetIssue.Severity.ERROR,
                    files.folder().isEmpty() ? path : files.folder() + "/" + path,
                    1,
                    1,
                    "in the one layout the file would mean something else, so it was left alone",
                    "please report it with the file"));
        }
        return new Result(changed, all);
    }

    private static Optional<String> layout(String path, String file, byte[] bytes, Issues issues) {
        if (path.startsWith("lists/")) {
            return list(file, bytes, issues);
        }
        return YamlLayout.of(file, bytes, path.equals("ruleset.yaml") ? RULESET_KEYS : RULE_KEYS, issues);
    }

    private static Optional<String> list(String file, byte[] bytes, Issues issues) {
        Optional<String> text = YamlFile.decode(bytes);
        if (text.isEmpty()) {
            issues.error(Place.startOf(file), "the file is not UTF-8", "save it as UTF-8");
            return Optional.empty();
        }
        var lines = new StringBuilder();
        text.get().lines().forEach(line -> lines.append(line.stripTrailing()).append('\n'));
        int end = lines.length();
        while (end > 1 && lines.charAt(end - 1) == '\n' && lines.charAt(end - 2) == '\n') {
            end--;
        }
        return Optional.of(lines.substring(0, end));
    }

    /** The files that the project's own reader would understand otherwise than before; none is expected, ever. */
    private static Set<String> changedInMeaning(RulesetFiles files, Map<String, byte[]> changed) {
        if (changed.isEmpty()) {
            return Set.of();
        }
        Map<String, byte[]> all = new TreeMap<>(files.files());
        all.putAll(changed);
        Optional<Ruleset> before = RulesetReader.read(files).ruleset();
        Optional<Ruleset> after = RulesetReader.read(
                        new RulesetFiles(files.folder(), all, files.links(), files.strays()))
                .ruleset();
        if (before.isEmpty()) {
            // It has errors of its own; that each file says the same was seen by its values already.
            return Set.of();
        }
        if (after.isEmpty()) {
            return Set.copyOf(changed.keySet());
        }
        Set<String> guilty = new TreeSet<>();
        var difference = RulesetDifference.between(before.get(), after.get());
        if (!difference.header().isEmpty() || !difference.versionBefore().equals(difference.versionAfter())) {
            guilty.add("ruleset.yaml");
        }
        for (RulesetDifference.RuleDifference rule : difference.rules()) {
            for (Rule side : Arrays.asList(rule.before(), rule.after())) {
                if (side != null) {
                    String file = side.source().file();
                    guilty.add(file.substring(file.indexOf('/') + 1));
                }
            }
        }
        before.get().lists().forEach((name, list) -> {
            if (!list.equals(after.get().lists().get(name))) {
                guilty.add("lists/" + name + ".txt");
            }
        });
        guilty.retainAll(changed.keySet());
        return guilty;
    }
}
