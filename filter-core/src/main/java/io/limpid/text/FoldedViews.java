package io.limpid.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The folded views of one post, each computed when first asked for and then kept.
 *
 * <p>Sets of folds that begin alike in canonical order share the steps of their common beginning. Not thread-safe: one instance
 * serves one decision.
 */
public final class FoldedViews {
    private final Post post;
    private final Map<String, View> views = new HashMap<>();

    private FoldedViews(Post post) {
        this.post = post;
    }

    /** Views of this post, none computed yet. */
    public static FoldedViews of(Post post) {
        return new FoldedViews(post);
    }

    /** The post whose text it is. */
    public Post post() {
        return post;
    }

    /**
     * The text of a field under a set of folds.
     *
     * @throws IllegalArgumentException if the post has no such field
     */
    public FoldedText view(String field, FoldSet set) {
        View view = views.get(field);
        if (view == null) {
            String text = post.fields().get(field);
            if (text == null) {
                throw new IllegalArgumentException("the post has no field " + field);
            }
            view = new View(FoldedText.of(text));
            views.put(field, view);
        }
        for (Fold fold : set.folds()) {
            view = view.after(fold);
        }
        return view.text;
    }

    /** A text after some steps, and what further steps made of it. */
    private static final class View {
        final FoldedText text;
        private final List<Fold> folds = new ArrayList<>(4);
        private final List<View> next = new ArrayList<>(4);

        View(FoldedText text) {
            this.text = text;
        }

        View after(Fold fold) {
            int known = folds.indexOf(fold);
            if (known >= 0) {
                return next.get(known);
            }
            var view = new View(fold.apply(text));
            folds.add(fold);
            next.add(view);
            return view;
        }
    }
}
