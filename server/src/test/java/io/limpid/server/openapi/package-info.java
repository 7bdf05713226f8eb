@NullMarked
package io.limpid.server.openapi;

import org.jspecify.annotations.NullMarked;
