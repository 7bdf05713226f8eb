package io.limpid.server.verify;

import io.limpid.server.proof.Checkpoint;
import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Verifies the checkpoints of one log (C2SP tlog-checkpoint) and the cosignatures under them. Immutable; safe for many threads.
 *
 * <p>Signatures of unknown keys are passed over, as the specification demands; one bad signature of a known key spoils the note.
 */
public final class CheckpointVerifier {
    private static final int COSIGNATURE_BYTES = Long.BYTES + 64;

    private final String origin;
    private final List<VerifierKey> keys;

    /**
     * Verifies with these keys and no others.
     *
     * @param origin which log
     * @param keys the log's keys, at least one, and its witnesses'
     * @throws VerificationException if no key is a log's, or two different ones have the same name and id
     */
    public CheckpointVerifier(String origin, List<VerifierKey> keys) throws VerificationException {
        this.origin = origin;
        this.keys = List.copyOf(keys);
        if (keys.stream().noneMatch(key -> key.type() == VerifierKey.Type.LOG)) {
            throw new VerificationException("no key of the log " + origin + " is given, so nothing can be verified");
        }
        for (VerifierKey one : keys) {
            for (VerifierKey other : keys) {
                if (one.clashesWith(other) && !one.toString().equals(other.toString())) {
                    throw new VerificationException("two keys have the same name and id: " + one + " and " + other);
                }
            }
        }
    }

    /**
     * Verifies all signatures of known keys, then reads the text.
     *
     * @param note the exact bytes
     * @throws VerificationException if it is no checkpoint, of another log, not signed by it, or has a bad signature of a known key
     */
    public VerifiedCheckpoint verify(byte[] note) throws VerificationException {
        SignedNote signed = SignedNote.parse(note);
        Set<String> signers = new LinkedHashSet<>();
        List<Cosignature> cosignatures = new ArrayList<>();
        for (NoteSignature signature : signed.signatures()) {
            for (VerifierKey key : keys) {
                if (!key.made(signature)) {
                    continue;
                }
                if (key.type() == VerifierKey.Type.LOG) {
                    checkSignature(key, signed.text(), signature.signature());
                    signers.add(key.toString());
                } else {
                    cosignatures.add(cosignature(key, signed.text(), signature.signature()));
                }
                break;
            }
        }
        if (signers.isEmpty()) {
            throw new VerificationException("the checkpoint is not signed by a known key of the log " + origin);
        }
        Checkpoint checkpoint = parse(signed.text());
        if (!checkpoint.origin().equals(origin)) {
            throw new VerificationException(
                    "the checkpoint is of another log: \"" + checkpoint.origin() + "\", not \"" + origin + "\"");
        }
        return new VerifiedCheckpoint(checkpoint, List.copyOf(signers), cosignatures);
    }

    private static void checkSignature(VerifierKey key, String message, byte[] signature) throws VerificationException {
        if (!key.verifies(message.getBytes(StandardCharsets.UTF_8), signature)) {
            throw new VerificationException("the signature of " + key.name() + " does not hold");
        }
    }

    /** A time, 8 bytes with the highest first, and an Ed25519 signature of that time and the text. */
    private static Cosignature cosignature(VerifierKey key, String text, byte[] timed) throws VerificationException {
        if (timed.length != COSIGNATURE_BYTES) {
            throw new VerificationException(
                    "the cosignature of " + key.name() + " has " + timed.length + " bytes, not " + COSIGNATURE_BYTES);
        }
        var buffer = ByteBuffer.wrap(timed);
        long seconds = buffer.getLong();
        if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
            throw new VerificationException("the cosignature of " + key.name() + " has no time that a calendar has");
        }
        var signature = new byte[buffer.remaining()];
        buffer.get(signature);
        checkSignature(key, "cosignature/v1\ntime " + seconds + "\n" + text, signature);
        return new Cosignature(key, Instant.ofEpochSecond(seconds));
    }

    /** Origin, size, root, and lines that mean nothing to us; none of them empty. */
    private static Checkpoint parse(String text) throws VerificationException {
        List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
        if (lines.size() < 3 || lines.contains("")) {
            throw new VerificationException(
                    "a checkpoint has at least three lines: origin, size, root; and no empty ones");
        }
        long size = Strict.decimal("the checkpoint's size", lines.get(1));
        byte[] root = Strict.base64("the checkpoint's root", lines.get(2));
        if (root.length != Hash.BYTES) {
            throw new VerificationException("the checkpoint's root has " + root.length + " bytes, not " + Hash.BYTES);
        }
        var head = new TreeHead(size, Hash.of(root));
        if (size == 0 && !head.root().equals(Sha256.of())) {
            throw new VerificationException("the checkpoint's root is not that of an empty tree, though its size is 0");
        }
        return new Checkpoint(lines.get(0), head, lines.subList(3, lines.size()));
    }
}
