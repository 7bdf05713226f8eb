/**
 * Published lists of keywords, found in one pass over each folded view of a text.
 *
 * <p>All lists of all rulesets that are used under one set of folds share one Aho-Corasick automaton (Aho and Corasick,
 * "Efficient string matching", CACM 18(6), 1975), so the cost of a search grows with the text and its matches, not with
 * the number of entries. A sieve before it keeps the stretches from it in which no entry can stand, which is most of a post.
 */
@NullMarked
package io.limpid.signal.keyword;

import org.jspecify.annotations.NullMarked;
