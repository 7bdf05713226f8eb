package io.limpid.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of folding steps, applied in one canonical order whatever order they were declared in.
 *
 * <p>The order and its reasons stand in the description of this package. Immutable; sets of the same steps are equal.
 *
 * @param folds the steps in canonical order, each once
 */
public record FoldSet(List<Fold> folds) {
    private static final List<Fold> BEFORE_SKIP =
            List.of(Fold.WIDTH, Fold.INVISIBLE, Fold.CONFUSABLE, Fold.DIGITS, Fold.CASE, Fold.SIMPLIFIED, Fold.LEET);
    private static final int SKIP_RANK = BEFORE_SKIP.size();

    /** No folding: the text as written. */
    public static final FoldSet NONE = new FoldSet(List.of());

    public FoldSet {
        var distinct = new ArrayList<>(new LinkedHashSet<>(folds));
        if (distinct.stream().filter(Skip.class::isInstance).count() > 1) {
            throw new IllegalArgumentException("two limits for skip: " + distinct);
        }
        distinct.sort(Comparator.comparingInt(FoldSet::rank));
        folds = List.copyOf(distinct);
    }

    /** The set of these steps. */
    public static FoldSet of(Fold... folds) {
        return new FoldSet(Arrays.asList(folds));
    }

    /** The set of these steps. */
    public static FoldSet of(Collection<Fold> folds) {
        return new FoldSet(List.copyOf(folds));
    }

    /** The names of the steps in canonical order, as a rule writes them. */
    public List<String> names() {
        return folds.stream().map(Fold::name).toList();
    }

    /** Whether this step is in the set; any limit of {@link Skip} counts only as itself. */
    public boolean contains(Fold fold) {
        return folds.contains(fold);
    }

    /** The text after all steps, with its map back to the original. */
    public FoldedText fold(String original) {
        FoldedText text = FoldedText.of(original);
        for (Fold fold : folds) {
            text = fold.apply(text);
        }
        return text;
    }

    /** Makes the tables of the steps now; otherwise the first text that needs them waits for them, up to half a second. */
    public void load() {
        // A Chinese character takes none of the short ways that the steps have for ASCII, and no step makes it ASCII.
        fold("\u9AD4");
    }

    @Override
    public String toString() {
        return names().stream().collect(Collectors.joining(", ", "[", "]"));
    }

    private static int rank(Fold fold) {
        return fold instanceof Skip
                ? SKIP_RANK
                : fold instanceof RepeatFold ? SKIP_RANK + 1 : BEFORE_SKIP.indexOf(fold);
    }
}
