package io.limpid.server.api;

/** A request cannot be answered; carries what its caller is told. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public RefusedException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
