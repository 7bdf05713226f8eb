package io.limpid.server.proof;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The definitions of RFC 6962, section 2.1, written down as they stand there, for a list of entries that is all in memory. With start and
 * end they are also those of the subtrees of draft-ietf-plants-merkle-tree-certs, section 4, whose published vectors vouch for this class.
 */
public final class DullTree {
    private final List<byte[]> entries;
    private final Map<List<Integer>, Hash> known = new HashMap<>();

    public DullTree(List<byte[]> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Whose entry i is the one byte i, of which the lowest eight bits are taken. */
    public static DullTree ofBytes(int size) {
        return new DullTree(bytes(size));
    }

    public static List<byte[]> bytes(int size) {
        var entries = new ArrayList<byte[]>();
        for (int i = 0; i < size; i++) {
            entries.add(new byte[] {(byte) i});
        }
        return entries;
    }

    /** MTH(D[start:end]). */
    public Hash root(int start, int end) {
        Hash root = known.get(List.of(start, end));
        if (root == null) {
            root = compute(start, end);
            known.put(List.of(start, end), root);
        }
        return root;
    }

    private Hash compute(int start, int end) {
        int n = end - start;
        if (n == 0) {
            return sha256();
        }
        if (n == 1) {
            return sha256(new byte[] {0}, entries.get(start));
        }
        int k = split(n);
        return sha256(
                new byte[] {1},
                root(start, start + k).bytes(),
                root(start + k, end).bytes());
    }

    /** PATH(m - start, D[start:end]). */
    public List<Hash> path(int m, int start, int end) {
        int n = end - start;
        if (n == 1) {
            return List.of();
        }
        int k = start + split(n);
        return m < k ? join(path(m, start, k), root(k, end)) : join(path(m, k, end), root(start, k));
    }

    /** PROOF(m, D[n]). */
    public List<Hash> consistency(int m, int n) {
        return subproof(0, m, 0, n, true);
    }

    /** The proof that the subtree [start, end) is consistent with D[n]; none for an empty one. */
    public List<Hash> consistency(int start, int end, int n) {
        return start == end ? List.of() : subproof(start, end, 0, n, true);
    }

    private List<Hash> subproof(int start, int end, int from, int to, boolean whole) {
        if (start == from && end == to) {
            return whole ? List.of() : List.of(root(from, to));
        }
        int k = from + split(to - from);
        if (end <= k) {
            return join(subproof(start, end, from, k, whole), root(k, to));
        }
        if (start >= k) {
            return join(subproof(start, end, k, to, whole), root(from, k));
        }
        return join(subproof(k, end, k, to, false), root(from, k));
    }

    /** The largest power of two smaller than n. */
    private static int split(int n) {
        int k = 1;
        while (2 * k < n) {
            k *= 2;
        }
        return k;
    }

    private static List<Hash> join(List<Hash> hashes, Hash last) {
        var joined = new ArrayList<>(hashes);
        joined.add(last);
        return joined;
    }

    private static Hash sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return Hash.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
