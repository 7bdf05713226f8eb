package io.limpid.text;

/** What English puts behind an apostrophe: {@code 's 't 'd 'm 'll 're 've}. */
final class Contraction {
    private Contraction() {}

    /** Whether the letters from this offset on, up to the next that is none, are one; {@code ii} is {@code ll} after leet. */
    static boolean begins(String text, int from) {
        int to = from;
        while (to < text.length() && to - from < 3 && CodePoints.isLetterOrNumber(text.charAt(to))) {
            to++;
        }
        return switch (text.substring(from, to)) {
            case "s", "t", "d", "m", "ll", "ii", "re", "ve", "S", "T", "D", "M", "LL", "II", "RE", "VE" -> true;
            default -> false;
        };
    }
}
