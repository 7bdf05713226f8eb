package io.limpid.server.publish;

import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** How the rulesets of a folder differ from those in force. */
public final class FolderDifferences {
    private static final int MOST_NAMED = 5;

    private FolderDifferences() {}

    /** One sentence for each difference, none where they are the same. */
    public static List<String> between(List<Ruleset> active, Path folder) {
        Map<String, RulesetFiles> files = new TreeMap<>();
        for (Path path : RulesetFiles.folders(folder)) {
            RulesetFiles read = RulesetFiles.read(path);
            files.put(read.folder(), read);
        }
        List<String> differences = new ArrayList<>();
        for (Ruleset ruleset : active) {
            RulesetFiles there = files.remove(ruleset.name());
            String inForce = "the ruleset " + ruleset.name() + " stays in force as version " + ruleset.version();
            if (there == null) {
                differences.add(inForce + "; there is none of that name in " + folder);
            } else if (!RulesetFiles.digest(there.manifest().getBytes(StandardCharsets.UTF_8))
                    .equals(ruleset.digest())) {
                differences.add(
                        inForce + "; the files in " + folder + " differ: " + changed(ruleset.files(), there.digests()));
            }
        }
        files.keySet()
                .forEach(name -> differences.add("the ruleset " + name + " in " + folder
                        + " is not in force; what is in force is in the data folder"));
        return differences;
    }

    private static String changed(Map<String, String> here, Map<String, String> there) {
        var paths = new TreeSet<>(here.keySet());
        paths.addAll(there.keySet());
        paths.removeIf(path -> here.getOrDefault(path, "").equals(there.getOrDefault(path, "")));
        String first = String.join(", ", paths.stream().limit(MOST_NAMED).toList());
        return paths.size() > MOST_NAMED ? first + " and " + (paths.size() - MOST_NAMED) + " more" : first;
    }
}
