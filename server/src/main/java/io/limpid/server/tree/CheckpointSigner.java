package io.limpid.server.tree;

import io.limpid.server.proof.TreeHead;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes the checkpoints of one log (C2SP tlog-checkpoint), without extension lines, since nobody could audit these.
 *
 * <p>Immutable; safe for many threads. It signs whatever it is given: whoever calls sees to it that no two checkpoints
 * contradict each other.
 */
public final class CheckpointSigner {
    private static final Pattern ORIGIN = Pattern.compile("[^\\p{IsWhite_Space}\\p{Cntrl}+]+");

    private final String origin;
    private final List<NoteSigner> keys;

    /**
     * Signs for this log with these keys.
     *
     * @param origin which log: a host and a path, such as {@code example.org/decisions}, without spaces and plus signs
     * @param keys at least one; several while one key takes over from another
     */
    public CheckpointSigner(String origin, List<NoteSigner> keys) {
        if (!ORIGIN.matcher(origin).matches()) {
            throw new IllegalArgumentException("an origin has neither spaces nor plus signs, and is not empty: \""
                    + origin + "\"; a host and a path do, such as example.org/decisions");
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a checkpoint needs a key to be signed with");
        }
        this.origin = origin;
        this.keys = List.copyOf(keys);
    }

    public String origin() {
        return origin;
    }

    /** A whole signed note. A witness's cosignature lines can be put behind it as they are. */
    public String sign(TreeHead head) {
        String text = origin + "\n" + head.size() + "\n"
                + Base64.getEncoder().encodeToString(head.root().bytes()) + "\n";
        var note = new StringBuilder(text).append('\n');
        keys.forEach(key -> note.append(key.sign(text)));
        return note.toString();
    }
}
