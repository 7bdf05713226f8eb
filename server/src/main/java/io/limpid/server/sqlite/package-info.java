/** A file of SQLite, for whatever keeps things in one; the decision log has its own, since what it promises rests on more. */
@NullMarked
package io.limpid.server.sqlite;

import org.jspecify.annotations.NullMarked;
