@NullMarked
package io.limpid.server.access;

import org.jspecify.annotations.NullMarked;
