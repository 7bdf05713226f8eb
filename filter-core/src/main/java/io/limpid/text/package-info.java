/**
 * A post and the ways to read it: folded views of its text with their way back to the original, word boundaries, language.
 *
 * <p><b>Why folding.</b> A listed word is written down once, and in posts it turns up as {@code ＦＲＥＥ}, {@code fr33},
 * {@code f.r.e.e}, {@code frеe} with a Cyrillic {@code е}, or with a zero-width space inside. A {@link Fold} is one small step
 * that takes one kind of disguise away; a {@link FoldSet} is a set of steps; list entries and posts go through the same set, so
 * that both arrive at the same letters. What is found there has to be shown in the author's own words, so every step keeps, for
 * each folded character, the stretch of the original that it stands for. {@link FoldedText} composes these maps, and {@link
 * FoldedText#original(int, int)} turns a place in the folded text into a {@link Span} of the original that never cuts a surrogate
 * pair or parts a letter from its marks.
 *
 * <p><b>One order.</b> However a rule lists them, steps run in the order of {@link FoldSet}: width, invisible, confusable,
 * digits, case, simplified, leet, skip, repeat. Each stands where it is for a reason:
 *
 * <ol>
 *   <li>{@code width} comes first, since it turns compatibility characters into the ordinary ones that every other table knows.
 *   <li>{@code invisible} follows: no later step should stumble over a zero-width character, and it has to come after {@code
 *       width}, which lets loose marks appear ({@code ﾞ}) and would not see through characters hidden between a base and its mark.
 *   <li>{@code confusable} runs before {@code case}, because capitals and small letters look like different things: {@code В}
 *       looks like {@code B}, {@code в} like nothing of ASCII.
 *   <li>{@code digits} runs after {@code confusable} (a Cyrillic {@code О} among digits is a zero) and before {@code case} and
 *       {@code leet}, which would blur {@code I}, {@code l} and {@code 1}.
 *   <li>{@code case} and then {@code simplified} bring letters to one form each.
 *   <li>{@code leet} needs letters that are already plain, and has to see {@code @ $ !} before {@code skip} takes them for
 *       separators.
 *   <li>{@code skip} comes before {@code repeat}: in {@code a.s.s} the two letters meet only when the stops are gone.
 *   <li>{@code repeat} comes last, because every step before it can bring two equal letters together.
 * </ol>
 *
 * <p>Steps allocate nothing for a text that they leave alone, keep one shared map while they change letters one for one, and are
 * linear in the text whatever is in it. Offsets are UTF-16 offsets everywhere in this package.
 */
@NullMarked
package io.limpid.text;

import org.jspecify.annotations.NullMarked;
