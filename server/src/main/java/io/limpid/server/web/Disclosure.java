package io.limpid.server.web;

import io.limpid.rule.Ruleset;

/** Whether the entries of a ruleset's lists may be shown to everybody. */
@FunctionalInterface
interface Disclosure {
    /** Every list is open. */
    Disclosure EVERYTHING = ruleset -> true;

    boolean disclosed(Ruleset ruleset);
}
