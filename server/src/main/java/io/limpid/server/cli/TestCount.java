package io.limpid.server.cli;

import io.limpid.RuleTests;

/**
 * How many tests of rules ran, how many of them failed, and how many passed with a remark.
 *
 * @param remarks tests that pass and prove nothing
 */
record TestCount(int run, int failures, int remarks) {
    static final TestCount NONE = new TestCount(0, 0, 0);

    static TestCount of(RuleTests.Report report) {
        return new TestCount(
                report.run(), report.failures().size(), report.remarks().size());
    }

    TestCount plus(TestCount other) {
        return new TestCount(run + other.run, failures + other.failures, remarks + other.remarks);
    }

    boolean holds() {
        return failures == 0;
    }

    /** {@code 12 tests pass}, {@code 1 test of 12 fails}, with {@code , 1 warning} for a remark. */
    String inWords() {
        return outcome() + (remarks == 0 ? "" : ", " + Count.of(remarks, "warning"));
    }

    private String outcome() {
        if (holds()) {
            return run == 1 ? "1 test passes" : Count.of(run, "test") + " pass";
        }
        return Count.of(failures, "test") + " of " + run + (failures == 1 ? " fails" : " fail");
    }
}
