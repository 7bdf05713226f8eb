/** What changes after an answer, told to platforms and owners: signed messages, each sent until it is taken. The log is the outbox. */
@NullMarked
package io.limpid.server.webhook;

import org.jspecify.annotations.NullMarked;
