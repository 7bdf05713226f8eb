package io.limpid.signal.keyword;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a scan found, by use (a list under a set of folds). Filled once by {@link KeywordIndex}; not thread-safe. */
public final class KeywordHits {
    private final List<@Nullable List<KeywordMatch>> matches;
    private final BitSet hit = new BitSet();
    private final List<Cut> cuts = new ArrayList<>();

    KeywordHits(int uses) {
        this.matches = new ArrayList<>(Collections.nCopies(uses, null));
    }

    /**
     * A field in which a use has more occurrences than {@link KeywordIndex#MAX_MATCHES}, so that some are left out.
     *
     * @param use number of the use
     */
    public record Cut(int use, String field) {}

    void add(int use, String field, List<KeywordMatch> inField, boolean cut) {
        if (cut) {
            cuts.add(new Cut(use, field));
        }
        if (inField.isEmpty()) {
            return;
        }
        hit.set(use);
        List<KeywordMatch> known = matches.get(use);
        if (known == null) {
            matches.set(use, inField);
        } else {
            known.addAll(inField);
        }
    }

    /** Every occurrence of the use's entries, suppressed ones included, by field and in order of place. */
    public List<KeywordMatch> matches(int use) {
        List<KeywordMatch> found = matches.get(use);
        return found == null ? List.of() : found;
    }

    /** Numbers of the uses that have at least one occurrence, suppressed or not. */
    public BitSet hit() {
        return (BitSet) hit.clone();
    }

    /** Where occurrences were left out; mostly nowhere. */
    public List<Cut> cut() {
        return List.copyOf(cuts);
    }
}
