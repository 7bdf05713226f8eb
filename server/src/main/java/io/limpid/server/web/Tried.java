package io.limpid.server.web;

import io.limpid.decision.Decision;
import io.limpid.decision.Explanation;
import io.limpid.decision.Reason;
import io.limpid.decision.Skipped;
import io.limpid.decision.Suppression;
import io.limpid.rule.Audience;
import io.limpid.rule.Facts;
import io.limpid.rule.LocalText;
import io.limpid.rule.Rule;
import io.limpid.server.web.Marking.Marked;
import io.limpid.signal.Evidence;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the rules would make of a text.
 *
 * @param text with what matched marked by the numbers of the rules
 * @param reasons the rules that would act
 * @param shadow the rules that match and do not act
 * @param stopped the rules that would act, but for something that stops them
 * @param open what could not be told, in words
 * @param needing rules that need to know more than the text, with what they miss
 */
record Tried(
        Decision decision,
        List<Marking> text,
        List<Match> reasons,
        List<Match> shadow,
        List<Match> stopped,
        List<String> open,
        Map<String, String> needing) {
    /**
     * A rule that saw something.
     *
     * @param explanation what it would tell the post's author
     * @param by what stopped it; empty where nothing did
     * @param byRule whether that is a rule
     * @param leftOut how many more things it saw than are told
     */
    record Match(
            int number,
            Rule rule,
            Phrase title,
            Phrase explanation,
            String by,
            boolean byRule,
            List<Sight> sights,
            long leftOut) {}

    /**
     * Something that a rule saw.
     *
     * @param quote the piece of the text; absent for what has no place in it
     * @param what kind of thing it is, in words
     * @param list the list that it was found by; absent where it was none
     * @param folds the disguises that it was seen through, in words
     */
    record Sight(
            @Nullable Phrase quote,
            String place,
            String what,
            @Nullable String list,
            String folds) {}

    /**
     * Puts a decision into words.
     *
     * @param closed names of the rulesets whose lists are not to be told
     */
    static Tried of(Decision decision, Post post, Words words, Set<String> closed) {
        String text = post.fields().getOrDefault(Post.TEXT, "");
        var telling = new Telling(words, text, closed);
        List<Match> reasons = decision.reasons().stream().map(telling::match).toList();
        List<Match> shadow = decision.shadow().stream().map(telling::match).toList();
        List<Match> stopped = decision.suppressed().stream().map(telling::match).toList();
        Map<String, String> needing = decision.skipped().stream()
                .filter(skip -> skip.reason() == Skipped.Cause.MISSING_FACT)
                .collect(Collectors.toMap(
                        Skipped::what,
                        skip -> Facts.has(skip.detail()) ? words.say("fact." + skip.detail()) : skip.detail(),
                        (one, other) -> one,
                        TreeMap::new));
        List<String> open = decision.skipped().stream()
                .filter(skip -> skip.reason().isFailure())
                .map(skip -> words.say("try.open." + skip.reason().id(), part(skip.what(), words)))
                .distinct()
                .toList();
        return new Tried(decision, Marking.of(text, telling.marks), reasons, shadow, stopped, open, needing);
    }

    /** A rule, or a part of the filter such as {@code classifier:spam}, in words. */
    private static String part(String what, Words words) {
        int colon = what.indexOf(':');
        String key = "try.part." + (colon < 0 ? "rule" : what.substring(0, colon));
        return words.has(key) ? words.say(key, what.substring(colon + 1)) : what;
    }

    /** Puts one rule after the other into words, and remembers what is to be marked. */
    private static final class Telling {
        final List<Marked> marks = new ArrayList<>();
        private final Words words;
        private final String text;
        private final Set<String> closed;
        private int number;

        Telling(Words words, String text, Set<String> closed) {
            this.words = words;
            this.text = text;
            this.closed = closed;
        }

        Match match(Reason reason) {
            LocalText explanation = explanation(reason.rule());
            return match(
                    reason.rule(),
                    Phrase.filled(explanation, Explanation.of(reason, Audience.AUTHOR, words.tag()), words.language()),
                    "",
                    reason.evidence(),
                    reason.evidenceLeftOut());
        }

        Match match(Suppression suppression) {
            return match(
                    suppression.rule(),
                    Phrase.of(suppression.rule(), Audience.PUBLIC, words.language()),
                    suppression.by(),
                    suppression.evidence(),
                    0);
        }

        private Match match(Rule rule, Phrase explanation, String by, Collection<Evidence> evidence, long leftOut) {
            number++;
            Set<Sight> sights = new LinkedHashSet<>();
            for (Evidence each : evidence) {
                if (each instanceof Evidence.Located located) {
                    marks.add(new Marked(located.span(), number));
                }
                sights.add(sight(each, closed.contains(rule.ruleset())));
            }
            int entry = by.indexOf('#');
            return new Match(
                    number,
                    rule,
                    Phrase.of(rule.title(), words.language()),
                    explanation,
                    entry >= 0 && closed.contains(rule.ruleset()) ? by.substring(0, entry) : by,
                    entry < 0,
                    List.copyOf(sights),
                    leftOut);
        }

        private static LocalText explanation(Rule rule) {
            LocalText explanation = rule.explain().get(Audience.AUTHOR);
            if (explanation == null) {
                throw new AssertionError("a rule without an explanation: " + rule.id());
            }
            return explanation;
        }

        private Sight sight(Evidence evidence, boolean isHidden) {
            Phrase quote = null;
            String place = "";
            if (evidence instanceof Evidence.Located located) {
                quote = Phrase.guessed(located.quote());
                place = words.say(
                        "try.place",
                        text.codePointCount(0, located.span().start()) + 1,
                        text.codePointCount(0, located.span().end()));
            }
            String folds = evidence instanceof Evidence.Keyword keyword
                            && !keyword.folds().isEmpty()
                    ? SignalRow.folds(keyword.folds(), words)
                    : "";
            String list = evidence instanceof Evidence.Keyword keyword ? keyword.list() : null;
            return new Sight(quote, place, what(evidence, isHidden), list, folds);
        }

        private String what(Evidence evidence, boolean isHidden) {
            if (evidence instanceof Evidence.Keyword keyword) {
                return isHidden ? words.say("saw.hidden") : words.say("saw.keyword", keyword.entry());
            }
            if (evidence instanceof Evidence.Pattern pattern) {
                return words.say("saw.pattern", pattern.pattern());
            }
            if (evidence instanceof Evidence.Personal personal) {
                return words.say("personal." + personal.kind());
            }
            if (evidence instanceof Evidence.Link link) {
                return words.say("link." + link.feature())
                        + (link.detail().isEmpty() ? "" : words.say("saw.imitates", link.detail()));
            }
            if (evidence instanceof Evidence.Repeat repeat) {
                return words.say("saw.repeat", repeat.count());
            }
            if (evidence instanceof Evidence.Score score) {
                return words.say(
                        "saw.score",
                        score.model().equals(score.label()) ? score.model() : score.model() + "." + score.label(),
                        words.decimal(score.score() / 10_000.0, 4),
                        words.decimal(score.threshold() / 10_000.0, 4));
            }
            Evidence.Fact fact = (Evidence.Fact) evidence;
            return words.say(
                    "saw.fact",
                    words.has("fact." + fact.attribute()) ? words.say("fact." + fact.attribute()) : fact.attribute(),
                    fact.value() instanceof Boolean yes ? words.say(yes ? "yes" : "no") : fact.value());
        }
    }
}
