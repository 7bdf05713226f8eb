package io.limpid.server.verify;

import io.limpid.server.proof.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A claim that one entry is in a log (C2SP tlog-proof, version 1), parsed, to be verified with nothing but keys. Immutable. */
public final class Receipt {
    /** As many bytes as a receipt may have: the longest note, the proof, and the longest entry as extra data. */
    static final int MAX_BYTES = SignedNote.MAX_BYTES + (1 << 17);

    /** A tree has fewer than 2^63 leaves, so no path is longer. */
    static final int MAX_HASHES = 63;

    private static final String TITLE = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    private final byte @Nullable [] extra;
    private final long index;
    private final List<Hash> path;
    private final String checkpoint;

    private Receipt(byte @Nullable [] extra, long index, List<Hash> path, String checkpoint) {
        this.extra = extra;
        this.index = index;
        this.path = path;
        this.checkpoint = checkpoint;
    }

    /**
     * Reads a receipt.
     *
     * @throws VerificationException if it is not of the one form that a receipt has; its checkpoint is not looked at yet
     */
    public static Receipt parse(byte[] bytes) throws VerificationException {
        if (bytes.length > MAX_BYTES) {
            throw new VerificationException("a receipt has at most " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        String text = Strict.text("the receipt", bytes);
        int blank = text.indexOf("\n\n");
        if (blank < 0) {
            throw new VerificationException("the receipt has no blank line before its checkpoint");
        }
        List<String> lines = List.of(text.substring(0, blank).split("\n", -1));
        int next = 0;
        if (!lines.get(next++).equals(TITLE)) {
            throw new VerificationException("the receipt does not begin with " + TITLE);
        }
        byte[] extra = null;
        if (next < lines.size() && lines.get(next).startsWith(EXTRA)) {
            extra = Strict.base64("the receipt's extra data", lines.get(next++).substring(EXTRA.length()));
        }
        if (next == lines.size() || !lines.get(next).startsWith(INDEX)) {
            throw new VerificationException("line " + (next + 1) + " of the receipt does not tell the index");
        }
        long index = Strict.decimal("the receipt's index", lines.get(next++).substring(INDEX.length()));
        return new Receipt(extra, index, path(lines.subList(next, lines.size())), text.substring(blank + 2));
    }

    private static List<Hash> path(List<String> lines) throws VerificationException {
        if (lines.size() > MAX_HASHES) {
            throw new VerificationException("a proof has at most " + MAX_HASHES + " hashes, not " + lines.size());
        }
        var path = new ArrayList<Hash>();
        for (String line : lines) {
            byte[] hash = Strict.base64("hash " + (path.size() + 1) + " of the proof", line);
            if (hash.length != Hash.BYTES) {
                throw new VerificationException(
                        "hash " + (path.size() + 1) + " of the proof has " + hash.length + " bytes, not " + Hash.BYTES);
            }
            path.add(Hash.of(hash));
        }
        return List.copyOf(path);
    }

    /**
     * Verifies that the log has an entry at this index.
     *
     * @param entry its exact bytes
     * @param log whose checkpoint it must be
     * @return the checkpoint that the entry is under
     */
    public VerifiedCheckpoint verify(byte[] entry, CheckpointVerifier log) throws VerificationException {
        VerifiedCheckpoint verified = checkpoint(log);
        ProofVerifier.inclusion(index, Sha256.leaf(entry), path, verified.head());
        return verified;
    }

    /** The checkpoint alone, verified; that the entry is under it is not looked at. */
    public VerifiedCheckpoint checkpoint(CheckpointVerifier log) throws VerificationException {
        return log.verify(checkpoint.getBytes(StandardCharsets.UTF_8));
    }

    /** Index of the entry; a mere claim until {@link #verify} returned. */
    public long index() {
        return index;
    }

    /** A copy of what its writer put beside the proof. Nothing vouches for it; if it is the entry, {@link #verify} does. */
    public Optional<byte[]> extra() {
        return Optional.ofNullable(extra).map(byte[]::clone);
    }
}
