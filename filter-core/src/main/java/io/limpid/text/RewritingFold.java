package io.limpid.text;

/**
 * A step that leaves a text alone up to the first character that it may change, and writes it anew from there on.
 *
 * <p>Most texts hold nothing of most disguises, so the search for that character is what such a step mostly does.
 */
abstract sealed class RewritingFold implements Fold
        permits CaseFold, ConfusableFold, InvisibleFold, RepeatFold, WidthFold {
    private final String name;

    RewritingFold(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final FoldedText apply(FoldedText before) {
        int first = firstChange(before.text());
        if (first == before.text().length()) {
            return before;
        }
        var out = new FoldBuilder(before, first);
        rewrite(before, first, out);
        return out.build();
    }

    /** Offset of the first character that the step may change or that what it changes depends on; the length if there is none. */
    abstract int firstChange(String text);

    /** Writes all from an offset on, from left to right. */
    abstract void rewrite(FoldedText before, int from, FoldBuilder out);
}
