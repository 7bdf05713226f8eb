package io.limpid.server.publish;

/**
 * What a maintainer signs who takes a version one step further: a signed note (C2SP signed-note) of eight lines.
 *
 * <p>It holds for one step at one service: the origin says where, and {@code after} names the version's step before, so that the
 * same note is worth nothing once the step was taken.
 *
 * @param origin of the service's log
 * @param name of the ruleset
 * @param digest of the version
 * @param step {@code shadow}, {@code active}, {@code retired}, or {@code rollback} to this version
 * @param after index of the log entry of the version's latest step
 * @param reason in one line
 */
public record StepStatement(
        String origin, String name, String version, String digest, String step, long after, String reason) {
    /** The step that brings back the version that acted before. */
    public static final String ROLLBACK = "rollback";

    private static final String TITLE = "limpid-step/v1";

    /** The text, with its last newline. */
    public String text() {
        return String.join("\n", TITLE, origin, name, version, digest, step, String.valueOf(after), reason) + "\n";
    }

    /** The note: the text, an empty line, and a signature. */
    public String signedBy(MaintainerKey key) {
        return text() + "\n" + key.sign(text());
    }
}
