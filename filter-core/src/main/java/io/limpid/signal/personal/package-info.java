/** Personal data that passed a checksum or a range: phones, e-mail, cards, ids, addresses of hosts, coordinates. */
@NullMarked
package io.limpid.signal.personal;

import org.jspecify.annotations.NullMarked;
