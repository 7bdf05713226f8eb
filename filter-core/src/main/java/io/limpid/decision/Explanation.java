package io.limpid.decision;

import io.limpid.rule.Audience;
import io.limpid.rule.LocalText;
import io.limpid.rule.Rule;
import io.limpid.rule.Template;
import io.limpid.signal.Evidence;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * Tells people in plain words why a rule matched: the rule's own text for them, with what was seen put in.
 *
 * <p>{@code {{name}}} becomes the first thing that the signal saw (its quote; a count for repeats, a score for a classifier), or
 * the value of the fact; {@code {{name.count}}} how often the signal fired, {@code {{name.score}}} the score of a classifier.
 * What saw nothing becomes the empty string.
 */
public final class Explanation {

    private Explanation() {}

    /**
     * The explanation of a reason.
     *
     * @param language of the reader, a BCP 47 tag; the rule's first text serves where it has none in that language
     */
    public static String of(Reason reason, Audience audience, String language) {
        return of(reason, audience, language, true);
    }

    /** The same without a word of the post's author: {@code …} stands for each quote and for each fact that is a text. */
    public static String withoutQuotes(Reason reason, Audience audience, String language) {
        return of(reason, audience, language, false);
    }

    /** What a rule says of every post that it matches: {@code …} stands for whatever depends on the post. */
    public static String ofRule(Rule rule, Audience audience, String language) {
        return Template.fill(template(rule, audience).in(language), name -> "…");
    }

    /** The languages in which a rule explains itself, in its order. */
    static Set<String> languages(Rule rule, Audience audience) {
        return template(rule, audience).byLanguage().keySet();
    }

    private static String of(Reason reason, Audience audience, String language, boolean quotes) {
        return Template.fill(template(reason.rule(), audience).in(language), name -> value(reason, name, quotes));
    }

    private static LocalText template(Rule rule, Audience audience) {
        LocalText text = rule.explain().get(audience);
        if (text == null) {
            throw new AssertionError("a rule without an explanation was let through: " + rule.id());
        }
        return text;
    }

    private static String value(Reason reason, String name, boolean quotes) {
        String signal = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        boolean ofSignal = reason.rule().signals().containsKey(signal);
        if (ofSignal && name.endsWith(".count")) {
            return Long.toString(reason.counts().getOrDefault(signal, 0L));
        }
        String shown = ofSignal && name.endsWith(".score") ? signal : name;
        return reason.seen().getOrDefault(shown, List.of()).stream()
                .findFirst()
                .map(evidence -> quotes || !isOfAuthor(evidence) ? text(evidence) : "…")
                .orElse("");
    }

    private static boolean isOfAuthor(Evidence evidence) {
        return evidence instanceof Evidence.Located
                || evidence instanceof Evidence.Fact fact && fact.value() instanceof String;
    }

    private static String text(Evidence evidence) {
        if (evidence instanceof Evidence.Located located) {
            return located.quote();
        }
        if (evidence instanceof Evidence.Repeat repeat) {
            return Integer.toString(repeat.count());
        }
        if (evidence instanceof Evidence.Score score) {
            return BigDecimal.valueOf(score.score(), 4).toPlainString();
        }
        return String.valueOf(((Evidence.Fact) evidence).value());
    }
}
