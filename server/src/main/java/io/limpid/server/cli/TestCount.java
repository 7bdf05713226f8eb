package io.limpid.server.cli;

import io.limpid.RuleTests;

/** How many tests of rules ran, and how many of them failed. */
record TestCount(int run, int failures) {
    static final TestCount NONE = new TestCount(0, 0);

    static TestCount of(RuleTests.Report report) {
        return new TestCount(report.run(), report.failures().size());
    }

    TestCount plus(TestCount other) {
        return new TestCount(run + other.run, failures + other.failures);
    }

    boolean holds() {
        return failures == 0;
    }

    /** {@code 12 tests pass}, {@code 1 test of 12 fails}. */
    String inWords() {
        if (holds()) {
            return run == 1 ? "1 test passes" : Count.of(run, "test") + " pass";
        }
        return Count.of(failures, "test") + " of " + run + (failures == 1 ? " fails" : " fail");
    }
}
