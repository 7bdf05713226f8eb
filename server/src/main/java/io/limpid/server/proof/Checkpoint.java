package io.limpid.server.proof;

import java.util.List;

/**
 * What the signed text of a checkpoint says (C2SP tlog-checkpoint).
 *
 * @param origin which log; not empty, one line
 * @param head its state
 * @param extensions further lines, opaque and not empty; this program writes none and keeps those of others
 */
public record Checkpoint(String origin, TreeHead head, List<String> extensions) {
    public Checkpoint {
        extensions = List.copyOf(extensions);
    }
}
