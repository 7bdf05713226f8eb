/**
 * The rulebook: pages on which everybody can read the rules, how they came about, and what they would make of a text.
 *
 * <p>Pages are made on the server from what is published. They run no scripts, keep nothing, and ask nobody else for anything.
 */
@NullMarked
package io.limpid.server.web;

import org.jspecify.annotations.NullMarked;
