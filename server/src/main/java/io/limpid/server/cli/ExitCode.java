package io.limpid.server.cli;

/** How every command ends. */
final class ExitCode {
    /** All is well. */
    static final int FINE = 0;
    /** What was checked does not hold. */
    static final int DOES_NOT_HOLD = 1;
    /** Wrong usage, or input that cannot be read. */
    static final int UNUSABLE = 2;

    private ExitCode() {}
}
