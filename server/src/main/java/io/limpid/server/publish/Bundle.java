package io.limpid.server.publish;

import io.limpid.rule.RulesetFiles;
import io.limpid.server.verify.NoteVerifier;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A version of a ruleset as it is handed on: an archive of its files, a manifest of their digests, and what maintainers have signed.
 *
 * <p>The archive is the same bytes on every machine. First comes {@code manifest}, as {@code sha256sum} prints it; its own digest is
 * that of the ruleset, which decisions cite. Then, once somebody has signed, {@code signature}: a signed note (C2SP signed-note)
 * of four lines, {@value #TITLE}, name, version and digest. Then the files in order of their paths. Immutable.
 */
public final class Bundle {
    /** No bundle has more bytes. */
    public static final int MAX_BYTES = 64 << 20;

    private static final String TITLE = "limpid-ruleset/v1";
    private static final String MANIFEST = "manifest";
    private static final String SIGNATURE = "signature";

    private final RulesetFiles files;
    private final Optional<String> note;
    private final byte[] archive;

    private Bundle(RulesetFiles files, Optional<String> note) {
        this.files = files;
        this.note = note;
        Map<String, byte[]> packed = new LinkedHashMap<>();
        packed.put(MANIFEST, files.manifest().getBytes(StandardCharsets.UTF_8));
        note.ifPresent(text -> packed.put(SIGNATURE, text.getBytes(StandardCharsets.UTF_8)));
        packed.putAll(files.files());
        archive = Tar.pack(packed);
    }

    /**
     * Packs the files of a ruleset, unsigned.
     *
     * @throws IllegalArgumentException if a file has a name that cannot be packed
     */
    public static Bundle pack(RulesetFiles files) {
        return new Bundle(files, Optional.empty());
    }

    /**
     * Reads a bundle. Whether its ruleset is sound, and who has signed it, is not looked at.
     *
     * @throws BrokenBundleException if it is none: other bytes than this program would pack, a manifest that is not that of its
     *     files, files that no ruleset has
     */
    public static Bundle read(byte[] archive) throws BrokenBundleException {
        if (archive.length > MAX_BYTES) {
            throw new BrokenBundleException("a bundle has at most " + MAX_BYTES + " bytes");
        }
        Map<String, byte[]> packed = new TreeMap<>(Tar.read(archive));
        byte[] manifest = packed.remove(MANIFEST);
        byte[] signature = packed.remove(SIGNATURE);
        if (packed.size() > RulesetFiles.MAX_FILES) {
            throw new BrokenBundleException("a ruleset has at most " + RulesetFiles.MAX_FILES + " files");
        }
        for (Map.Entry<String, byte[]> file : packed.entrySet()) {
            if (!RulesetFiles.belongs(file.getKey())) {
                throw new BrokenBundleException("the bundle holds " + file.getKey()
                        + ", which no ruleset has: ruleset.yaml, rules/<name>.yaml, lists/<name>.txt");
            }
            if (file.getValue().length > RulesetFiles.MAX_BYTES) {
                throw new BrokenBundleException(file.getKey() + " has more than " + RulesetFiles.MAX_BYTES + " bytes");
            }
        }
        var files = new RulesetFiles("", packed, List.of(), List.of());
        if (manifest == null || !files.manifest().equals(new String(manifest, StandardCharsets.UTF_8))) {
            throw new BrokenBundleException(
                    "the manifest is not that of the files: one of them was changed after it was packed");
        }
        var bundle = new Bundle(
                files, Optional.ofNullable(signature).map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
        if (!Arrays.equals(bundle.archive, archive)) {
            throw new BrokenBundleException("the files of the bundle are not in order: make it with limpid rules pack");
        }
        return bundle;
    }

    /** A bundle that was read before. */
    static Bundle of(RulesetFiles files, Optional<String> note) {
        return new Bundle(files, note);
    }

    /** What maintainers signed, with their signatures; empty where nobody has. */
    Optional<String> note() {
        return note;
    }

    /** Whether anybody has signed it. */
    public boolean isSigned() {
        return note.isPresent();
    }

    /** The bytes. */
    public byte[] archive() {
        return archive.clone();
    }

    /** The files of the ruleset. */
    public RulesetFiles files() {
        return files;
    }

    /** The ruleset's digest, {@code sha256:…}: that of its manifest. */
    public String digest() {
        return RulesetFiles.digest(files.manifest().getBytes(StandardCharsets.UTF_8));
    }

    /** What is signed: everything that a maintainer answers for. */
    private String statement(String name, String version) {
        return TITLE + "\n" + name + "\n" + version + "\n" + digest() + "\n";
    }

    /**
     * The same bundle with one more signature; the same one where this key has signed already.
     *
     * @param name of the ruleset, as its {@code ruleset.yaml} says
     * @param version likewise
     */
    public Bundle signedBy(MaintainerKey key, String name, String version) {
        String statement = statement(name, version);
        String line = key.sign(statement);
        String before = note.filter(text -> text.startsWith(statement + "\n")).orElse(statement + "\n");
        return new Bundle(files, Optional.of(before.contains("\n" + line) ? before : before + line));
    }

    /**
     * Who of some maintainers has signed that this is that version of that ruleset.
     *
     * @return their keys, in order; none where there is no signature at all
     * @throws VerificationException if what is signed is something else, or a signature of one of them does not hold
     */
    public List<VerifierKey> signers(String name, String version, Collection<VerifierKey> known)
            throws VerificationException {
        if (note.isEmpty()) {
            return List.of();
        }
        return NoteVerifier.signers(note.get().getBytes(StandardCharsets.UTF_8), statement(name, version), known);
    }
}
