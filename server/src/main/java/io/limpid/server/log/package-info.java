/**
 * The decision log: what was decided, kept durably before anyone is told.
 *
 * <p>It takes records and gives them back. A record's public part is a <em>leaf</em>: canonical JSON that is written
 * once, hashed once and never rewritten. Its restricted part (text, author, personal facts, the answer as given) is
 * its <em>content</em>, encrypted in a file of its own; the leaf carries only salted digests of it, so that content
 * can be erased and the log still verifies. {@link io.limpid.server.log.DecisionLog} is the way in.
 *
 * <p>The log knows nothing of HTTP, of rules or of how rulesets are published.
 */
@NullMarked
package io.limpid.server.log;

import org.jspecify.annotations.NullMarked;
