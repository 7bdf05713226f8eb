package io.limpid.signal.pattern;

/** A text that counts how often a character of it is read, and refuses after so many. Not thread-safe. */
final class MeteredText implements CharSequence {
    /** RE2 reads a character once to step over it, and looks at it from both sides for edges of words and lines. */
    private static final int READS_PER_PASS = 3;

    /** Reads that any text may cost, so that a short one, which is cheap anyway, is read to its end. */
    private static final int FREE_READS = 100_000;

    private final String text;
    private final long most;
    private long reads;

    /**
     * A text to search in.
     *
     * @param passes how many times as much as one pass over it may be read
     */
    MeteredText(String text, int passes) {
        this.text = text;
        this.most = FREE_READS + (long) READS_PER_PASS * passes * text.length();
    }

    /** All reads are spent. */
    static final class SpentException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private SpentException() {
            // It only leaves a search, so it needs no trace.
            super("read too often", null, false, false);
        }
    }

    long reads() {
        return reads;
    }

    @Override
    public char charAt(int index) {
        if (++reads > most) {
            throw new SpentException();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
