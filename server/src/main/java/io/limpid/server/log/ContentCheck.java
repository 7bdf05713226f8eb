package io.limpid.server.log;

import io.limpid.server.log.Verification.Check;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Holds the content that is kept against what entries say of it: V12. */
final class ContentCheck {
    /** How long after its time content may still be there: the service erases once a day, and when it starts. */
    private static final Duration GRACE = Duration.ofDays(2);

    private static final int MOST = 20;

    private final Database log;
    private final Database content;
    private final Optional<ContentKey> key;
    private final Faults faults;
    private final Instant now;
    private final long lastSigned;
    private final PreparedStatement row;
    private final PreparedStatement erasureOf;
    private final List<Long> missing = new ArrayList<>();
    private Retention retention = Retention.FOR_GOOD;

    /** When that was set. */
    private Instant retainedSince = Instant.EPOCH;

    private long found;
    private long unfinished;

    /**
     * @param key opens the content; without it only its being there is checked
     * @param lastSigned entries that were signed; an erasure after them may have been cut off
     */
    ContentCheck(Database log, Database content, Optional<ContentKey> key, Faults faults, Instant now, long lastSigned)
            throws SQLException {
        this.log = log;
        this.content = content;
        this.key = key;
        this.faults = faults;
        this.now = now;
        this.lastSigned = lastSigned;
        row = content.prepare("SELECT key, data FROM content WHERE idx = ?");
        erasureOf = log.prepare("SELECT entry FROM erasure WHERE idx = ?");
    }

    /** The last word on how long content is kept counts. */
    void takeRetention(Map<String, Object> leaf, Instant at) {
        if (!leaf.containsKey("content_kept_days")) {
            return;
        }
        Map<String, Integer> days = new HashMap<>();
        LeafForm.object(leaf.get("content_kept_days")).forEach((name, value) -> {
            if (value instanceof Number number) {
                days.put(name, number.intValue());
            }
        });
        var set = new Retention(days);
        if (!set.equals(retention)) {
            retention = set;
            retainedSince = at;
        }
    }

    void check(long index, EntryCheck.Read read) throws SQLException {
        if (!read.leaf().containsKey("sd")) {
            return;
        }
        Optional<Long> erased = erasedBy(erasureOf, index);
        row.setLong(1, index);
        try (ResultSet rows = row.executeQuery()) {
            if (!rows.next()) {
                if (erased.isEmpty()) {
                    missing.add(index);
                    if (missing.size() == MOST) {
                        missingContent();
                    }
                }
                return;
            }
            found++;
            if (erased.isPresent() && erased.get() >= lastSigned) {
                unfinished++;
            } else if (erased.isPresent()) {
                faults.at(index, Check.V12, "its content was erased by an entry, and is still there");
            } else if (key.isPresent()) {
                open(index, read, key.get(), new SealedContent(rows.getBytes(1), rows.getBytes(2)));
            }
        }
    }

    private static Optional<Long> erasedBy(PreparedStatement select, long index) throws SQLException {
        select.setLong(1, index);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
        }
    }

    private void open(long index, EntryCheck.Read read, ContentKey with, SealedContent sealed) {
        try {
            KeptContent kept = SealedContent.unpack(with.open(sealed, read.text("decision_id")));
            Set<String> digests = new HashSet<>(read.texts("sd"));
            Set<String> there = new HashSet<>();
            kept.encoded().forEach(encoded -> there.add(Disclosure.digest(encoded)));
            boolean whole = read.text("store").equals("full");
            boolean complete = there.size() + kept.digestOnly() == digests.size();
            if (!digests.containsAll(there) || !complete || (whole && kept.digestOnly() > 0)) {
                faults.at(index, Check.V12, "its content is not the one that was decided on");
            }
            if (!Disclosure.digestOfAnswer(kept.answerSalt(), kept.answer()).equals(read.text("answer_digest"))) {
                faults.at(index, Check.V12, "the answer that is kept is not the one that was given");
            }
        } catch (LogDamagedException | IllegalStateException e) {
            faults.at(index, Check.V12, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Looks at what is left when all entries were read.
     *
     * @param held indices of decisions under legal hold
     * @param released when decisions were let go from one, by their indices
     */
    void finish(long size, Set<Long> held, Map<Long, Instant> released) throws SQLException {
        missingContent();
        if (unfinished > 0) {
            faults.note(unfinished + " erasures that a crash cut off; the next start finishes them");
        }
        long rows = content.number("SELECT count(*) FROM content WHERE idx < " + size);
        if (rows > found) {
            faults.at(Check.V12, (rows - found) + " pieces of content belong to no decision");
        }
        overdue(size, held, released);
    }

    /** Content that is not there and was not erased when the check began may have been erased since. */
    private void missingContent() throws SQLException {
        if (missing.isEmpty()) {
            return;
        }
        try (Database later = Database.reader(log.file);
                PreparedStatement erasedNow = later.prepare("SELECT entry FROM erasure WHERE idx = ?")) {
            for (long index : missing) {
                if (erasedBy(erasedNow, index).isEmpty()) {
                    faults.at(index, Check.V12, "its content is gone, and no entry says that it was erased");
                }
            }
        }
        missing.clear();
    }

    private void overdue(long size, Set<Long> held, Map<Long, Instant> released) throws SQLException {
        if (retention.days().isEmpty()) {
            return;
        }
        try (PreparedStatement kept = content.prepare("SELECT idx FROM content WHERE idx < ? ORDER BY idx");
                PreparedStatement decided = log.prepare("SELECT time, action, platform FROM decision WHERE idx = ?")) {
            kept.setLong(1, size);
            int told = 0;
            try (ResultSet rows = kept.executeQuery()) {
                while (rows.next() && told < MOST) {
                    long index = rows.getLong(1);
                    if (!held.contains(index)
                            && isOverdue(decided, index, released.getOrDefault(index, Instant.EPOCH))) {
                        faults.at(index, Check.V12, "overdue: its content should have been erased by now");
                        told++;
                    }
                }
            }
        }
    }

    /** What a new setting or the end of a hold makes due at once has its days of grace from then on. */
    private boolean isOverdue(PreparedStatement decided, long index, Instant released) throws SQLException {
        decided.setLong(1, index);
        try (ResultSet row = decided.executeQuery()) {
            if (!row.next()) {
                return false;
            }
            Instant at = Instant.ofEpochMilli(row.getLong(1));
            return retention
                    .of(row.getString(2), row.getString(3))
                    .map(days -> Stream.of(at.plus(Duration.ofDays(days)), retainedSince, released)
                            .max(Instant::compareTo)
                            .orElse(at)
                            .plus(GRACE)
                            .isBefore(now))
                    .orElse(false);
        }
    }
}
