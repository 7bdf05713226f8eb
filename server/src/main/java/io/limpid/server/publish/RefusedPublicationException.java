package io.limpid.server.publish;

import java.util.List;

/** What a maintainer asked for may not be done; nothing has changed. */
public final class RefusedPublicationException extends Exception {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** What stands in the way. */
    private final transient List<Fault> faults;

    /** Why it may not. */
    public enum Kind {
        /** What was handed in is no sound bundle of a trusted maintainer. */
        UNSOUND,
        /** The signature on a step is not one of this step, or of nobody who is trusted. */
        SIGNATURE,
        /** Another step takes too long to wait for. */
        BUSY,
        /** There is no such version. */
        UNKNOWN,
        /** It does not fit what is there already. */
        CONFLICT,
        /** The ruleset asks for more before a version may act. */
        GATE
    }

    /**
     * One thing that stands in the way.
     *
     * @param place {@code file:line:column} within the bundle, or empty
     */
    public record Fault(String place, String what) {}

    RefusedPublicationException(Kind kind, List<Fault> faults) {
        super(faults.get(0).what());
        this.kind = kind;
        this.faults = List.copyOf(faults);
    }

    static RefusedPublicationException because(Kind kind, String what) {
        return new RefusedPublicationException(kind, List.of(new Fault("", what)));
    }

    public Kind kind() {
        return kind;
    }

    public List<Fault> faults() {
        return faults;
    }
}
