@NullMarked
package io.limpid.server.web;

import org.jspecify.annotations.NullMarked;
