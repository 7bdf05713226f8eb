package io.limpid.signal.personal;

/** Shows so much of a datum that its owner recognises it, and not enough to use it. */
final class Mask {
    private Mask() {}

    /** The first and last characters with an ellipsis between. */
    static String ends(String text, int head, int tail) {
        return text.substring(0, head) + "…" + text.substring(text.length() - tail);
    }
}
