/** How the service is set: one list of settings, read from options, environment and one file. */
@NullMarked
package io.limpid.server.config;

import org.jspecify.annotations.NullMarked;
