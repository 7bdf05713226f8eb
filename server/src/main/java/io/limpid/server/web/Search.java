package io.limpid.server.web;

import io.limpid.rule.Audience;
import io.limpid.rule.Category;
import io.limpid.rule.LocalText;
import io.limpid.rule.Rule;
import io.limpid.server.publish.VersionStage;
import io.limpid.server.web.Shelf.Standing;
import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a reader looks for among the rules.
 *
 * @param q words, all of which have to be there, in whatever place; a part of a word will do
 * @param category id, or empty for all
 * @param language primary tag, or empty for all
 * @param stage id, or empty for all
 */
record Search(String q, String category, String language, String stage) {
    /** Longer questions are cut. */
    static final int MOST_CHARACTERS = 200;

    private static final FoldSet FOLDS = FoldSet.of(Fold.WIDTH, Fold.CASE, Fold.INVISIBLE, Fold.SIMPLIFIED);

    static Search of(Optional<String> q, Optional<String> category, Optional<String> language, Optional<String> stage) {
        return new Search(
                q.map(String::strip)
                        .map(text -> text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text)
                        .map(Search::wellFormed)
                        .orElse(""),
                category.flatMap(Category::parse).map(Category::id).orElse(""),
                language.filter(tag -> tag.matches("[a-z]{2,3}")).orElse(""),
                stage.flatMap(VersionStage::parse).map(VersionStage::id).orElse(""));
    }

    /** A cut may have gone through a character. */
    private static String wellFormed(String text) {
        boolean isCut = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
        return isCut ? text.substring(0, text.length() - 1) : text;
    }

    boolean isEmpty() {
        return q.isEmpty() && category.isEmpty() && language.isEmpty() && stage.isEmpty();
    }

    List<Standing> in(List<Standing> rules) {
        List<String> wanted = Arrays.stream(folded(q).split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        return rules.stream()
                .filter(standing ->
                        category.isEmpty() || standing.rule().category().id().equals(category))
                .filter(standing -> stage.isEmpty() || standing.stage().id().equals(stage))
                .filter(standing -> language.isEmpty()
                        || standing.rule().scope().languages().isEmpty()
                        || standing.rule().scope().languages().contains(language))
                .filter(standing -> wanted.isEmpty() || holdsAll(standing.rule(), wanted))
                .toList();
    }

    private static boolean holdsAll(Rule rule, List<String> wanted) {
        String text = folded(text(rule));
        return wanted.stream().allMatch(text::contains);
    }

    private static String text(Rule rule) {
        List<String> texts = new ArrayList<>(List.of(rule.id(), rule.ground().clause()));
        texts.addAll(rule.title().byLanguage().values());
        for (Audience audience : List.of(Audience.PUBLIC, Audience.AUTHOR)) {
            LocalText explanation = rule.explain().get(audience);
            if (explanation != null) {
                texts.addAll(explanation.byLanguage().values());
            }
        }
        return String.join("\n", texts);
    }

    private static String folded(String text) {
        return FOLDS.fold(text).text().toLowerCase(Locale.ROOT);
    }

    /** The languages that rules name, in order. */
    static List<String> languages(List<Standing> rules) {
        var languages = new TreeSet<String>(List.of("en", "zh"));
        rules.forEach(standing -> languages.addAll(standing.rule().scope().languages()));
        return List.copyOf(languages);
    }
}
