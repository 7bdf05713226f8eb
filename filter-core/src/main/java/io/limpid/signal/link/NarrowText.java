package io.limpid.signal.link;

/** A text whose full-width forms of ASCII are read as ASCII, character for character so that offsets stay. */
final class NarrowText {
    private final String written;

    NarrowText(String written) {
        this.written = written;
    }

    String written() {
        return written;
    }

    int length() {
        return written.length();
    }

    /** The character at an offset, full-width forms of ASCII as ASCII, and 0 beyond either end. */
    char at(int offset) {
        return offset < 0 || offset >= written.length() ? 0 : (char) narrow(written.charAt(offset));
    }

    String slice(int from, int to) {
        var slice = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            slice.append(at(i));
        }
        return slice.toString();
    }

    /** Whether a word of small ASCII letters stands at an offset, in whatever case. */
    boolean matches(int start, String lower) {
        for (int i = 0; i < lower.length(); i++) {
            char c = at(start + i);
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static int narrow(int c) {
        return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
    }

    static boolean isAsciiAlnum(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
