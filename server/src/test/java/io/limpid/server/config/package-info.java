@NullMarked
package io.limpid.server.config;

import org.jspecify.annotations.NullMarked;
