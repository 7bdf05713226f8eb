package io.limpid.server.log;

import io.limpid.server.tree.TreeHash;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Turns an entry into bytes: leaf, hash, digests, ciphertext. Runs on the caller's thread; safe for many. */
final class EntryEncoder {
    /** Content beyond this is refused; a post of 100 000 code points with its answer stays far below. */
    static final int MAX_CONTENT_BYTES = 16 << 20;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ContentKey key;
    private final Clock clock;
    private final SecureRandom random;

    EntryEncoder(ContentKey key, Clock clock, SecureRandom random) {
        this.key = key;
        this.clock = clock;
        this.random = random;
    }

    Pending encode(Entry entry) {
        Lookup lookup = entry.lookup();
        Instant received = clock.instant();
        Map<String, Object> leaf = new HashMap<>(entry.leaf());
        leaf.put("v", DecisionLog.LEAF_VERSION);
        leaf.put("type", entry.type());
        leaf.put("time", TIME.format(lookup == null ? received : lookup.time()));
        if (lookup != null) {
            leaf.put("decision_id", lookup.decisionId());
            if (lookup.platform() != null) {
                leaf.put("platform", lookup.platform());
            }
        }

        SealedContent sealed = null;
        Content content = entry.content();
        if (content != null) {
            sealed = seal(content, leaf);
            leaf.put("store", content.digestOnly().isEmpty() ? "full" : "digest");
        }

        byte[] bytes = CanonicalJson.encode(leaf);
        if (bytes.length > DecisionLog.MAX_LEAF_BYTES) {
            throw new IllegalArgumentException(
                    "a leaf has at most " + DecisionLog.MAX_LEAF_BYTES + " bytes, not " + bytes.length);
        }
        String author = lookup == null ? null : lookup.author();
        Idempotency idempotency = entry.idempotency();
        return new Pending(
                bytes,
                TreeHash.leaf(bytes),
                received.toEpochMilli(),
                sealed,
                lookup,
                author == null ? null : key.hideAuthor(author),
                idempotency == null ? null : key.hideIdempotencyKey(idempotency.key()),
                idempotency == null ? null : key.hideBody(idempotency.bodyDigest()),
                entry.effect());
    }

    /** Encrypts content, and adds to its leaf what binds it. */
    private SealedContent seal(Content content, Map<String, Object> leaf) {
        var digests = new TreeSet<String>();
        var names = content.disclosures();
        // One request for all randomness: the system's generator takes a lock each time.
        var fresh = new byte
                [ContentKey.RECORD_KEY_BYTES + ContentKey.NONCE_BYTES + Disclosure.SALT_BYTES * (names.size() + 1)];
        random.nextBytes(fresh);
        var salts = new Slices(fresh);
        byte[] recordKey = salts.next(ContentKey.RECORD_KEY_BYTES);
        byte[] nonce = salts.next(ContentKey.NONCE_BYTES);

        List<byte[]> kept = new ArrayList<>(names.size());
        names.forEach((name, value) -> {
            byte[] salt = salts.next(Disclosure.SALT_BYTES);
            var disclosure = Disclosure.of(salt, name, value);
            digests.add(Disclosure.digest(disclosure.encoded()));
            boolean digestOnly = content.digestOnly().contains(name);
            kept.add(digestOnly ? Disclosure.saltOnly(salt, name).json() : disclosure.json());
        });
        byte[] answerSalt = salts.next(Disclosure.SALT_BYTES);
        leaf.put("sd", digests);
        leaf.put("answer_digest", Disclosure.digestOfAnswer(answerSalt, content.answer()));
        byte[] plain = SealedContent.pack(kept, answerSalt, content.answer());
        if (plain.length > MAX_CONTENT_BYTES) {
            throw new IllegalArgumentException(
                    "the content of a record has at most " + MAX_CONTENT_BYTES + " bytes, not " + plain.length);
        }
        return key.seal(recordKey, nonce, content.decisionId(), plain);
    }

    private static final class Slices {
        private final byte[] bytes;
        private int at;

        Slices(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] next(int length) {
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }
    }
}
