package io.limpid.server.log;

/** Is told of commits, by the thread that makes them; it must not keep that waiting, nor fail. */
@FunctionalInterface
public interface CommitObserver {
    /** Whom nothing interests. */
    CommitObserver NOBODY = (records, nanos) -> {};

    /**
     * Records are on disk.
     *
     * @param records how many
     * @param nanos how long that took, in nanoseconds
     */
    void committed(int records, long nanos);
}
