package io.limpid.server.log;

/** A cursor that no page of this log ended with. */
public final class BadCursorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadCursorException() {
        super("not a cursor of this log");
    }
}
