package io.limpid.server.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.rule.Rule;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetDifference;
import io.limpid.rule.RulesetDifference.Change;
import io.limpid.rule.RulesetDifference.Kind;
import io.limpid.rule.RulesetDifference.ListDifference;
import io.limpid.rule.RulesetDifference.RuleDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells how two versions of a ruleset differ.
 *
 * @param verdicts what they decide differently; absent where no posts were given
 */
record DifferenceReport(
        Ruleset before, Ruleset after, RulesetDifference difference, Optional<VerdictDifference> verdicts) {
    private static final int MAX_ENTRIES = 20;
    private static final int ONE_LINE = 90;
    private static final JsonMapper JSON = new JsonMapper();

    /** What a maintainer forgot, in words. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (RuleDifference rule : difference.rules()) {
            if (rule.lacksRevision() && rule.after() != null) {
                warnings.add(rule.id() + " changed, but its revision did not go up from "
                        + revision(rule.before())
                        + (revision(rule.before()) == revision(rule.after())
                                ? ""
                                : " (it is " + revision(rule.after()) + ")"));
            }
        }
        if (difference.lacksVersion()) {
            warnings.add("the ruleset changed, but its version did not go up from " + before.version()
                    + (before.version().equals(after.version()) ? "" : " (it is " + after.version() + ")"));
        }
        return warnings;
    }

    /** For people: a line a thing, what a thing consists of indented below it. */
    void print(Consumer<String> out) {
        if (!difference.isNone()) {
            out.accept(after.name() + " " + before.version() + " → " + after.version());
        }
        difference.header().forEach(change -> print(change, "  ", out));
        difference.rules().forEach(rule -> print(rule, out));
        difference.lists().forEach(list -> print(list, out));
        warnings().forEach(warning -> out.accept("warning: " + warning));
        verdicts.ifPresent(changed -> print(changed, out));
    }

    private static void print(RuleDifference rule, Consumer<String> out) {
        Rule shown = rule.after() != null ? rule.after() : rule.before();
        if (rule.kind() != Kind.CHANGED && shown != null) {
            out.accept(sign(rule.kind()) + " rule " + rule.id() + " revision " + shown.revision() + ": "
                    + shown.action().id() + ", " + shown.title().in("en"));
            return;
        }
        out.accept("~ rule " + rule.id() + " revision " + revision(rule.before()) + " → " + revision(rule.after()));
        rule.changes().forEach(change -> print(change, "    ", out));
        if (!rule.lists().isEmpty()) {
            out.accept("    lists changed: " + String.join(", ", rule.lists()));
        }
    }

    private static void print(ListDifference list, Consumer<String> out) {
        out.accept(sign(list.kind()) + " list " + list.name() + ": "
                + Count.of(list.added().size(), "entry") + " added, "
                + list.removed().size() + " removed");
        entries("    + ", list.added(), out);
        entries("    - ", list.removed(), out);
        list.notes().stream()
                .limit(MAX_ENTRIES)
                .forEach(note -> print(new Change("note of " + note.key(), note.before(), note.after()), "    ", out));
    }

    private static void entries(String sign, List<String> entries, Consumer<String> out) {
        entries.stream().limit(MAX_ENTRIES).forEach(entry -> out.accept(sign + entry));
        if (entries.size() > MAX_ENTRIES) {
            out.accept(sign + "… " + (entries.size() - MAX_ENTRIES) + " more");
        }
    }

    private static void print(Change change, String indent, Consumer<String> out) {
        String before = change.before().isEmpty() ? "(none)" : oneLine(change.before());
        String after = change.after().isEmpty() ? "(none)" : oneLine(change.after());
        if (before.length() + after.length() <= ONE_LINE) {
            out.accept(indent + change.key() + ": " + before + " → " + after);
        } else {
            out.accept(indent + change.key() + ":");
            out.accept(indent + "    " + before);
            out.accept(indent + "  → " + after);
        }
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static void print(VerdictDifference verdicts, Consumer<String> out) {
        out.accept(Count.of(verdicts.posts(), "post") + ": " + verdicts.turned() + " with another action, "
                + (verdicts.changed() - verdicts.turned()) + " with the same action for other rules");
        verdicts.turns().forEach((turn, count) -> out.accept("  " + inWords(turn) + ": " + Count.of(count, "post")));
        verdicts.rules()
                .forEach((rule, turn) ->
                        out.accept("  " + rule + ": " + turn.began() + " more, " + turn.ended() + " no longer"));
        for (VerdictDifference.Sample sample : verdicts.samples()) {
            out.accept("  line " + sample.line() + (sample.id() == null ? "" : " (" + sample.id() + ")") + ": "
                    + inWords(sample.turn()) + rules(" +", sample.began()) + rules(" -", sample.ended()));
        }
        if (verdicts.changed() > verdicts.samples().size()) {
            out.accept("  … " + (verdicts.changed() - verdicts.samples().size()) + " more");
        }
    }

    private static String inWords(VerdictDifference.Turn turn) {
        return turn.before() == turn.after()
                ? turn.after().id()
                : turn.before().id() + " → " + turn.after().id();
    }

    private static String rules(String sign, List<String> rules) {
        var text = new StringBuilder();
        rules.forEach(rule -> text.append(sign).append(rule));
        return text.toString();
    }

    private static String sign(Kind kind) {
        return switch (kind) {
            case ADDED -> "+";
            case REMOVED -> "-";
            case CHANGED -> "~";
        };
    }

    private static int revision(@Nullable Rule rule) {
        return rule == null ? 0 : rule.revision();
    }

    /** For programs: everything, uncut but for the samples. */
    ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("ruleset", after.name()).put("same", difference.isNone());
        json.set("before", version(before));
        json.set("after", version(after));
        changes(json.putArray("header"), difference.header());
        ArrayNode rules = json.putArray("rules");
        for (RuleDifference rule : difference.rules()) {
            ObjectNode node = rules.addObject().put("rule", rule.id()).put("change", id(rule.kind()));
            if (rule.before() != null) {
                node.put("revision_before", revision(rule.before()));
            }
            if (rule.after() != null) {
                node.put("revision_after", revision(rule.after()));
            }
            changes(node.putArray("changes"), rule.changes());
            strings(node.putArray("lists"), rule.lists());
        }
        ArrayNode lists = json.putArray("lists");
        for (ListDifference list : difference.lists()) {
            ObjectNode node = lists.addObject().put("list", list.name()).put("change", id(list.kind()));
            strings(node.putArray("added"), list.added());
            strings(node.putArray("removed"), list.removed());
            changes(node.putArray("notes"), list.notes());
        }
        strings(json.putArray("warnings"), warnings());
        verdicts.ifPresent(changed -> json.set("posts", verdicts(changed)));
        return json;
    }

    private static ObjectNode verdicts(VerdictDifference verdicts) {
        ObjectNode json = JSON.createObjectNode();
        json.put("decided", verdicts.posts())
                .put("action_changed", verdicts.turned())
                .put("changed", verdicts.changed());
        ArrayNode refused = json.putArray("refused_lines");
        verdicts.refused().forEach(refused::add);
        ArrayNode actions = json.putArray("actions");
        verdicts.turns()
                .forEach((turn, count) -> actions.addObject()
                        .put("before", turn.before().id())
                        .put("after", turn.after().id())
                        .put("posts", count));
        ArrayNode rules = json.putArray("rules");
        verdicts.rules()
                .forEach((rule, turn) -> rules.addObject()
                        .put("rule", rule)
                        .put("began", turn.began())
                        .put("ended", turn.ended()));
        ArrayNode samples = json.putArray("samples");
        for (VerdictDifference.Sample sample : verdicts.samples()) {
            ObjectNode node = samples.addObject().put("line", sample.line());
            if (sample.id() != null) {
                node.put("id", sample.id());
            }
            node.put("before", sample.turn().before().id())
                    .put("after", sample.turn().after().id());
            strings(node.putArray("began"), sample.began());
            strings(node.putArray("ended"), sample.ended());
        }
        return json;
    }

    private static ObjectNode version(Ruleset ruleset) {
        return JSON.createObjectNode().put("version", ruleset.version()).put("digest", ruleset.digest());
    }

    private static String id(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static void changes(ArrayNode array, List<Change> changes) {
        for (Change change : changes) {
            array.addObject()
                    .put("key", change.key())
                    .put("before", change.before())
                    .put("after", change.after());
        }
    }

    private static void strings(ArrayNode array, List<String> strings) {
        strings.forEach(array::add);
    }
}
