package io.limpid.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.rule.Fields;
import io.limpid.rule.Issues;
import io.limpid.rule.Place;
import io.limpid.rule.Suggestion;
import io.limpid.rule.YamlFile;
import io.limpid.server.config.Setting.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings that were given, each with where: an option goes before the environment, and that before the file. Not thread-safe.
 *
 * <p>Paths in the file are taken from its folder, all others from where the program was started.
 */
final class Settings {
    private static final JsonMapper JSON = new JsonMapper();

    /** Variables that are read by others: this class before all else, the launcher, and the examples of {@code docs/http.md}. */
    private static final Set<String> OTHER_VARIABLES =
            Set.of("LIMPID_CONFIG", "LIMPID_HEAP", "LIMPID_URL", "LIMPID_TOKEN");

    private final Map<Setting, Given> given = new EnumMap<>(Setting.class);
    private final Issues issues;

    /**
     * A value and where it was given.
     *
     * @param folder that paths are taken from; empty for where the program was started
     */
    private record Given(Fields fields, String name, String where, Optional<Path> folder) {}

    private Settings(Issues issues) {
        this.issues = issues;
    }

    /**
     * Collects what was given.
     *
     * @param options the values of each option that was given; none for a switch
     * @param issues takes up what is wrong
     */
    static Settings read(
            Map<Setting, List<String>> options, Map<String, String> environment, Optional<Path> file, Issues issues) {
        var settings = new Settings(issues);
        file.ifPresent(settings::readFile);
        settings.readEnvironment(new TreeMap<>(environment));
        options.forEach(settings::addOption);
        return settings;
    }

    private void readFile(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            issues.error(Place.startOf("--config"), "there is no file " + file, "");
            return;
        } catch (IOException e) {
            issues.error(Place.startOf("--config"), "cannot read " + file, "it is to be a YAML file");
            return;
        }
        YamlFile.read(file.toString(), bytes, issues).ifPresent(yaml -> {
            var root = new Fields(yaml.name(), yaml.root(), "the configuration", issues);
            Path absolute = file.toAbsolutePath();
            Optional<Path> folder = Optional.ofNullable(absolute.getParent());
            Map<String, Fields> groups = new TreeMap<>();
            for (Setting setting : Setting.values()) {
                Fields fields = setting.group()
                        .map(group -> groups.computeIfAbsent(
                                group,
                                name -> root.mapping(name, "\"" + name + "\"").orElse(root)))
                        .orElse(root);
                if (setting.group().isPresent() && fields == root) {
                    continue;
                }
                if (fields.plain(setting.member()).isPresent()) {
                    Place at = fields.at(setting.member());
                    String where = at.file() + ":" + at.line() + ":" + at.column();
                    given.put(setting, new Given(fields, setting.member(), where, folder));
                }
            }
            groups.values().stream().filter(fields -> fields != root).forEach(Fields::done);
            root.done();
        });
    }

    private void readEnvironment(Map<String, String> environment) {
        for (Setting setting : Setting.values()) {
            String value = environment.getOrDefault(setting.variable(), "");
            if (!value.isBlank()) {
                add(setting, setting.variable(), value);
            }
        }
        Set<String> known = new TreeSet<>(Setting.variables());
        known.addAll(OTHER_VARIABLES);
        for (String name : environment.keySet()) {
            if (name.startsWith("LIMPID_") && !known.contains(name)) {
                issues.error(Place.startOf(name), "a variable that sets nothing", Suggestion.of(name, known));
            }
        }
    }

    private void add(Setting setting, String where, String value) {
        boolean words = setting.kind() == Kind.TEXT || setting.kind() == Kind.PATH || setting.kind() == Kind.DAYS;
        Optional<Fields> fields = words
                ? Optional.of(Fields.ofTexts(where, setting.member(), List.of(value), issues))
                : Fields.ofYaml(where, setting.member(), value, issues);
        fields.ifPresent(one -> given.put(setting, new Given(one, setting.member(), where, Optional.empty())));
    }

    private void addOption(Setting setting, List<String> values) {
        String where = setting.option().orElseThrow();
        if (setting.isRepeatable()) {
            Fields fields = Fields.ofTexts(where, setting.member(), values, issues);
            given.put(setting, new Given(fields, setting.member(), where, Optional.empty()));
        } else {
            add(setting, where, setting.kind() == Kind.SWITCH ? "true" : values.get(values.size() - 1));
        }
    }

    /** Where a setting was given, for messages; its key where it was not. */
    Place where(Setting setting) {
        Given one = given.get(setting);
        return one == null ? Place.startOf(setting.key()) : one.fields().at(one.name());
    }

    void error(Setting setting, String problem, String hint) {
        issues.error(where(setting), problem, hint);
    }

    boolean has(Setting setting) {
        return given.containsKey(setting);
    }

    Optional<String> text(Setting setting) {
        Given one = given.get(setting);
        return one == null ? setting.usual() : one.fields().text(one.name());
    }

    Optional<Path> path(Setting setting) {
        return text(setting).map(text -> from(setting, text));
    }

    /** A path that a setting names somewhere in its value. */
    Path from(Setting setting, String path) {
        return Optional.ofNullable(given.get(setting))
                .flatMap(Given::folder)
                .map(base -> base.resolve(path))
                .orElse(Path.of(path));
    }

    int number(Setting setting) {
        Given one = given.get(setting);
        int usual = Integer.parseInt(setting.usual().orElseThrow());
        return one == null
                ? usual
                : one.fields()
                        .integer(one.name(), setting.least(), setting.most())
                        .orElse(usual);
    }

    boolean isOn(Setting setting) {
        Given one = given.get(setting);
        return one != null && one.fields().bool(one.name()).orElse(false);
    }

    List<String> texts(Setting setting) {
        Given one = given.get(setting);
        return one == null ? List.of() : one.fields().texts(one.name());
    }

    /** The keys below a setting. */
    Optional<Fields> keys(Setting setting) {
        Given one = given.get(setting);
        return one == null ? Optional.empty() : one.fields().mapping(one.name(), "\"" + setting.key() + "\"");
    }

    /** What was written, of whatever kind. */
    Optional<Object> plain(Setting setting) {
        Given one = given.get(setting);
        return one == null ? Optional.empty() : one.fields().plain(one.name());
    }

    /**
     * Every setting with its value, as a file that says the same, and behind each value where it is from.
     *
     * @param usual values that depend on the machine
     */
    String print(Map<Setting, Path> usual) {
        List<String> lines = new ArrayList<>();
        String open = "";
        for (Setting setting : Setting.values()) {
            Optional<String> value = shown(setting, usual);
            String key = setting.member() + ":";
            if (value.isEmpty()) {
                lines.add("# " + setting.key() + " is not set");
                continue;
            }
            String group = setting.group().orElse("");
            if (!group.isEmpty() && !group.equals(open)) {
                lines.add(group + ":");
            }
            open = group;
            Given one = given.get(setting);
            String where = one == null ? "default" : one.where();
            lines.add(pad((group.isEmpty() ? "" : "  ") + key + " " + value.get()) + " # " + where);
        }
        return String.join("\n", lines) + "\n";
    }

    private Optional<String> shown(Setting setting, Map<Setting, Path> usual) {
        Given one = given.get(setting);
        if (setting.kind() == Kind.PATH) {
            // As it is meant from anywhere.
            return path(setting)
                    .or(() -> Optional.ofNullable(usual.get(setting)))
                    .map(path -> json(path.toAbsolutePath().normalize().toString()));
        }
        if (one != null) {
            return one.fields().plain(one.name()).map(Settings::json);
        }
        return setting.usual().map(text -> setting.kind() == Kind.TEXT ? json(text) : text);
    }

    private static String pad(String line) {
        return line.length() >= 44 ? line : line + " ".repeat(44 - line.length());
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError("texts, numbers, lists and maps are JSON", e);
        }
    }
}
