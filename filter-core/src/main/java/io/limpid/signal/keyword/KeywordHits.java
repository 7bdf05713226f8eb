package io.limpid.signal.keyword;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a scan found, by use (a list under a set of folds). Filled once by {@link KeywordIndex}; not thread-safe. */
public final class KeywordHits {
    private final List<@Nullable List<KeywordMatch>> matches;
    private final BitSet hit = new BitSet();

    KeywordHits(int uses) {
        this.matches = new ArrayList<>(java.util.Collections.nCopies(uses, null));
    }

    void put(int use, List<KeywordMatch> found) {
        matches.set(use, found);
        hit.set(use);
    }

    /** Every occurrence of the use's entries, suppressed ones included, in order of place. */
    public List<KeywordMatch> matches(int use) {
        List<KeywordMatch> found = matches.get(use);
        return found == null ? List.of() : found;
    }

    /** Numbers of the uses that have at least one occurrence, suppressed or not. */
    public BitSet hit() {
        return (BitSet) hit.clone();
    }
}
