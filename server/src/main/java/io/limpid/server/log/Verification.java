package io.limpid.server.log;

import io.limpid.server.proof.TreeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a check of a log found.
 *
 * @param head the tree of all its entries, computed anew from their bytes
 * @param signedSize how many of them the last checkpoint covers; 0 where there is none
 * @param witnessedSize how many the last checkpoint covers that has the cosignatures which the policy asks for
 * @param origin the name in its checkpoints
 * @param key the verifier key of the last checkpoint
 * @param notes what was not checked, and why
 * @param faults the first in order of check, then of index, first; as many as are worth reading
 */
public record Verification(
        TreeHead head,
        long signedSize,
        OptionalLong witnessedSize,
        String origin,
        String key,
        List<String> notes,
        List<Fault> faults) {
    public Verification {
        notes = List.copyOf(notes);
        faults = List.copyOf(faults);
    }

    /**
     * What a further check showed.
     *
     * @param note what was looked at
     */
    public record Further(List<Fault> faults, String note) {}

    /** The same with what a further check showed. */
    public Verification with(Further further) {
        List<Fault> all = new ArrayList<>(faults);
        all.addAll(further.faults());
        List<String> told = new ArrayList<>(notes);
        told.add(further.note());
        return new Verification(head, signedSize, witnessedSize, origin, key, told, all);
    }

    /** The first fault, which says how a command ends. */
    public Optional<Fault> first() {
        return faults.stream().findFirst();
    }

    /**
     * Something that does not hold.
     *
     * @param index of the first entry at fault; nothing where it is no entry's
     */
    public record Fault(Check check, Optional<Long> index, String what) {}

    /** The checks, in order; their codes are those that {@code limpid log verify} ends with. */
    public enum Check {
        /** Checkpoints are well-formed and signed by the log's key. */
        V1(10),
        /** A checkpoint has the cosignatures that the policy asks for, and they are not too old. */
        V2(20),
        /** Entries are counted from 0 without a gap. */
        V3(11),
        /** Each entry has the hash that is stored beside it. */
        V4(11),
        /** The tree of the entries is the one that was signed. */
        V5(11),
        /** The stored tree is that of the entries. */
        V6(11),
        /** Each earlier checkpoint is one of the beginning of this log. */
        V7(12),
        /** The guard knows this log as it is, or as it was before. */
        V8(13),
        /** Each entry is canonical and of a known form. */
        V9(14),
        /** Entries hang together. */
        V10(14),
        /** What entries are found by is what they say. */
        V11(14),
        /** Content is there and is what was decided on, unless an entry says that it was erased; and not longer than it should be. */
        V12(15),
        /** Rulesets are kept as they were. */
        V13(14),
        /** Decisions replay the same. */
        V14(16),
        /** An export is what was exported. */
        V15(17);

        private final int exitCode;

        Check(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}
