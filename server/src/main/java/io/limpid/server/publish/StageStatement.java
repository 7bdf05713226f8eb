package io.limpid.server.publish;

/**
 * What a maintainer signs who takes a version one step further: a signed note (C2SP signed-note) of six lines.
 *
 * @param name of the ruleset
 * @param digest of the version
 * @param reason in one line
 */
public record StageStatement(String name, String version, String digest, VersionStage stage, String reason) {
    private static final String TITLE = "limpid-stage/v1";

    /** The text, with its last newline. */
    String text() {
        return String.join("\n", TITLE, name, version, digest, stage.id(), reason) + "\n";
    }

    /** The note: the text, an empty line, and a signature. */
    public String signedBy(MaintainerKey key) {
        return text() + "\n" + key.sign(text());
    }
}
