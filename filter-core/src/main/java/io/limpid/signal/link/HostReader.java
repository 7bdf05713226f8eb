package io.limpid.signal.link;

/**
 * Reads hosts in a text, disguised ones too: full-width characters, zero-width ones inside, and what is written for the dot.
 *
 * <p>Each reading replaces the one before. Not thread-safe.
 */
final class HostReader {
    /** Longer runs are no hosts; what lies beyond is skipped, not kept. */
    private static final int HOST_MAX = 300;

    private final NarrowText text;
    private final StringBuilder host = new StringBuilder();
    private int labels;
    private int lastLabel;
    private int end;
    private boolean looseDot;

    HostReader(NarrowText text) {
        this.text = text;
    }

    /** Whether what was read is too long for a host. */
    boolean isTooLong() {
        return host.length() > HOST_MAX;
    }

    /** The host, disguises undone; not all of it when it is too long. */
    String host() {
        return host.toString();
    }

    int labels() {
        return labels;
    }

    /** Where the last label starts. */
    int lastLabel() {
        return lastLabel;
    }

    /** Where it ends in the text. */
    int end() {
        return end;
    }

    /** Whether a dot was written as something else than one dot character. */
    boolean hasLooseDot() {
        return looseDot;
    }

    /** Reads labels and the dots between them; {@code unspaced} admits Chinese labels and the like. */
    void read(int start, boolean unspaced) {
        host.setLength(0);
        labels = 1;
        lastLabel = start;
        looseDot = false;
        int at = start;
        while (at < text.length()) {
            int c = text.written().codePointAt(at);
            if (isLabel(c, unspaced)) {
                if (host.length() <= HOST_MAX) {
                    host.appendCodePoint(NarrowText.narrow(c));
                }
                at += Character.charCount(c);
            } else if (isInvisible(c)) {
                at++;
            } else {
                int dot = dotLength(at, unspaced);
                if (dot == 0) {
                    break;
                }
                looseDot |= dot > 1 || c == '。' || c == '点';
                if (host.length() <= HOST_MAX) {
                    host.append('.');
                }
                at += dot;
                labels++;
                lastLabel = at;
            }
        }
        // Invisible characters at the end belong to what follows.
        while (at > start && isInvisible(text.written().charAt(at - 1))) {
            at--;
        }
        // A hyphen ends no label.
        while (at > start
                && text.written().charAt(at - 1) == '-'
                && host.length() > 1
                && host.charAt(host.length() - 1) == '-') {
            at--;
            host.setLength(host.length() - 1);
        }
        end = at;
    }

    /** The length of a dot between two labels, as written, or 0. */
    private int dotLength(int at, boolean unspaced) {
        char c = text.written().charAt(at);
        switch (c) {
            case '.', '．', '｡', '․' -> {
                return startsLabel(at + 1, unspaced) ? 1 : 0;
            }
            case '。' -> {
                return NarrowText.isAsciiAlnum(text.at(at - 1)) && NarrowText.isAsciiAlnum(text.at(at + 1)) ? 1 : 0;
            }
            case '点' -> {
                return NarrowText.isAsciiAlnum(text.at(at - 1)) && BareHosts.followsSpokenDot(text.written(), at + 1)
                        ? 1
                        : 0;
            }
            case '[', '(', '{', '【', '（' -> {
                int inside = at + 1;
                int length;
                if (text.matches(inside, "dot")) {
                    length = 3;
                } else if (text.at(inside) == '.' || text.at(inside) == '。' || text.at(inside) == '点') {
                    length = 1;
                } else {
                    return 0;
                }
                int close = inside + length;
                boolean closes =
                        close < text.length() && "])}】）".indexOf(text.written().charAt(close)) >= 0;
                return closes && startsLabel(close + 1, false) ? close + 1 - at : 0;
            }
            default -> {
                return 0;
            }
        }
    }

    /** Whether a label may start at an offset. */
    boolean startsLabel(int at, boolean unspaced) {
        return at < text.length()
                && text.written().charAt(at) != '-'
                && isLabel(text.written().codePointAt(at), unspaced);
    }

    private static boolean isLabel(int c, boolean unspaced) {
        if (c < 128) {
            return NarrowText.isAsciiAlnum((char) c) || c == '-' || c == '_';
        }
        if (c >= 0xFF01 && c <= 0xFF5E) {
            return NarrowText.isAsciiAlnum((char) (c - 0xFEE0)) || c == '－';
        }
        if (!unspaced && Scripts.isUnspaced(c)) {
            return false;
        }
        return Character.isLetterOrDigit(c) || (Character.getType(c) == Character.NON_SPACING_MARK && !isInvisible(c));
    }

    private static boolean isInvisible(int c) {
        return (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF || c == 0xAD;
    }

    /** Reads ASCII letters, digits, hyphens and plain dots only. */
    void readPlain(int start) {
        host.setLength(0);
        int at = start;
        while (NarrowText.isAsciiAlnum(text.at(at))
                || text.at(at) == '-'
                || (text.at(at) == '.' && NarrowText.isAsciiAlnum(text.at(at + 1)))) {
            if (host.length() <= HOST_MAX) {
                host.append(text.at(at));
            }
            at++;
        }
        end = at;
    }
}
