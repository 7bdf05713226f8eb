package io.limpid.signal.classifier;

/** A model did not say what it was asked for; the message tells why, in words that hold nothing of the post. */
public final class NoAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Without a stack trace: under load there may be many, and none tells more than its message. */
    public NoAnswerException(String why) {
        super(why, null, false, false);
    }
}
