package io.limpid.server.publish;

/** Bytes that are no bundle, or one whose parts do not belong together; the message says which and what would be right. */
public final class BrokenBundleException extends Exception {
    private static final long serialVersionUID = 1;

    BrokenBundleException(String message) {
        super(message);
    }
}
