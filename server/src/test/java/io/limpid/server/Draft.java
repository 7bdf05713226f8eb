package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.rule.RulesetFiles;
import io.limpid.server.api.SampleRules;
import io.limpid.server.publish.Bundle;
import io.limpid.server.publish.MaintainerKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sample ruleset in another version. */
final class Draft {
    private final String version;
    private final Map<String, String> files = new TreeMap<>(SampleRules.FILES);

    private Draft(String version) {
        this.version = version;
    }

    /** With the rules of the sample. */
    static Draft of(String version) {
        return new Draft(version).change("ruleset.yaml", "version: 2026.11.0", "version: " + version);
    }

    /** Which removes what the sample holds. */
    static Draft removing(String version) {
        return of(version).change("rules/contact-funnel.yaml", "action: hold", "action: remove");
    }

    String version() {
        return version;
    }

    Draft change(String file, String before, String after) {
        String text = String.valueOf(files.get(file));
        assertThat(text).contains(before);
        files.put(file, text.replace(before, after));
        return this;
    }

    Draft renamed(String file, String other) {
        files.put(other, String.valueOf(files.remove(file)));
        return this;
    }

    /** With more lines in {@code ruleset.yaml}. */
    Draft asking(String governance) {
        files.put("ruleset.yaml", files.get("ruleset.yaml") + governance + "\n");
        return this;
    }

    Bundle signedBy(MaintainerKey... keys) {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        Bundle bundle = Bundle.pack(new RulesetFiles("", bytes, List.of(), List.of()));
        for (MaintainerKey key : keys) {
            bundle = bundle.signedBy(key, "spam", version);
        }
        return bundle;
    }
}
