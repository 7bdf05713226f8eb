package io.limpid.server.api;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingOutputStream;
import io.limpid.decision.DsaStatement;
import io.limpid.decision.DsaValidator;
import io.limpid.decision.Statement;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.log.SignedCheckpoint;
import io.limpid.server.log.StoredDecision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * All decisions of a span of time, one a line, in the order of the log.
 *
 * <p>An entry says that an export begins, before the first byte leaves; another, when it is done, holds its digest. So a file can
 * be compared later with what was exported.
 */
public final class Export {
    private static final String CSV_HEADER =
            "decision_id,decided_at,action,categories,language,rules,ruleset_versions,erased,log_index,leaf_hash";

    /** What the lines are. */
    public enum Format {
        /** Answers as they were given, JSON. */
        NDJSON("application/x-ndjson"),
        /** What the public records say, RFC 4180. */
        CSV("text/csv; charset=utf-8"),
        /** Restrictions in the columns of the EU's transparency database. */
        DSA("text/csv; charset=utf-8");

        private final String type;

        Format(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }

        /** The name in requests, such as {@code ndjson}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Format> parse(String id) {
            return Arrays.stream(values())
                    .filter(format -> format.id().equals(id))
                    .findFirst();
        }
    }

    /**
     * What was exported.
     *
     * @param records lines, the header left out
     * @param withoutStatement restrictions that have no line, since a ruleset that they rest on can no longer be read
     * @param sha256 hex digest of all bytes
     * @param checkpoint that covers every decision among them and the entry that holds the digest
     */
    public record Summary(long records, long withoutStatement, String sha256, SignedCheckpoint checkpoint) {}

    private final DecisionLog log;
    private final PinnedRulesets rulesets;

    public Export(DecisionLog log, PinnedRulesets rulesets) {
        this.log = log;
        this.rulesets = rulesets;
    }

    /**
     * Writes an export.
     *
     * @param from no decision is earlier; {@link Instant#MIN} for no bound
     * @param to every decision is earlier; {@link Instant#MAX} for no bound
     * @param actor who asks, as log entries name it: the key, or {@code local}
     * @throws io.limpid.server.log.LogUnavailableException if the log takes no entry; then nothing was written
     */
    public Summary write(Format format, Instant from, Instant to, String actor, OutputStream target)
            throws IOException {
        logged(leaf(format, from, to, actor, "begun"));
        var out = new HashingOutputStream(Hashing.sha256(), target);
        long records = 0;
        long withoutStatement = 0;
        // Every decision is in it whose entry is before this one.
        long end = log.size();
        switch (format) {
            case CSV -> line(out, CSV_HEADER);
            case DSA -> line(out, DsaStatement.CSV_HEADER);
            case NDJSON -> {
                // Each line stands for itself.
            }
        }
        for (Iterator<StoredDecision> decisions = log.decisions(from, to).iterator(); decisions.hasNext(); ) {
            StoredDecision decision = decisions.next();
            if (decision.index() >= end) {
                break;
            }
            try {
                Optional<String> line = line(format, decision);
                if (line.isPresent()) {
                    line(out, line.get());
                    records++;
                }
            } catch (NoStatementException e) {
                withoutStatement++;
            }
        }
        out.flush();
        Map<String, Object> done = leaf(format, from, to, actor, "done");
        String digest = out.hash().toString();
        done.put("records", records);
        done.put("sha256", digest);
        done.put("log_size", end);
        if (withoutStatement > 0) {
            done.put("without_statement", withoutStatement);
        }
        long index = logged(done);
        return new Summary(records, withoutStatement, digest, awaited(log.checkpointCovering(index)));
    }

    /** The column of a format in which the id of the decision is. */
    public static String idColumn(Format format) {
        return format == Format.DSA ? "platform_uid" : "decision_id";
    }

    /** Whether a restriction is told to the EU's database: all but those that name a country outside the European Economic Area. */
    public static boolean isOfTheArea(StoredDecision stored) {
        return DsaStatement.isToldOf(new LoggedDecision(stored).territory());
    }

    private long logged(Map<String, Object> leaf) {
        return awaited(log.append(Entry.of("export", leaf))).index();
    }

    private static <T> T awaited(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LogUnavailableException unavailable ? unavailable : e;
        }
    }

    private static Map<String, Object> leaf(Format format, Instant from, Instant to, String actor, String stage) {
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("format", format.id());
        leaf.put("stage", stage);
        leaf.put("actor", actor);
        if (!from.equals(Instant.MIN)) {
            leaf.put("from", from.toString());
        }
        if (!to.equals(Instant.MAX)) {
            leaf.put("to", to.toString());
        }
        return leaf;
    }

    private static void line(OutputStream out, String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    private Optional<String> line(Format format, StoredDecision decision) {
        return switch (format) {
            case NDJSON -> Optional.of(new String(StoredJson.inList(decision), StandardCharsets.UTF_8));
            case CSV -> Optional.of(csv(decision));
            case DSA -> dsa(decision);
        };
    }

    private static String csv(StoredDecision stored) {
        var decision = new LoggedDecision(stored);
        return String.join(
                ",",
                List.of(
                        decision.id(),
                        decision.text("time"),
                        decision.text("action"),
                        String.join(" ", decision.strings("categories")),
                        decision.text("language"),
                        String.join(" ", decision.each("reasons", "rule")),
                        String.join(" ", decision.each("rulesets", "version")),
                        String.valueOf(stored.erased()),
                        Long.toString(stored.index()),
                        stored.leafHash()));
    }

    /** A restriction whose reasons can no longer be put into words. */
    private static final class NoStatementException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A row; nothing for what is allowed, or applies outside the European Economic Area. */
    private Optional<String> dsa(StoredDecision stored) {
        var decision = new LoggedDecision(stored);
        if (decision.text("action").equals("allow")) {
            return Optional.empty();
        }
        Statement statement = decision.statement(rulesets).orElseThrow(NoStatementException::new);
        Optional<DsaStatement> dsa = DsaStatement.of(statement, statement.decisionId());
        dsa.ifPresent(found -> {
            List<DsaValidator.Problem> problems = DsaValidator.problems(found.toJson());
            if (!problems.isEmpty()) {
                throw new IllegalStateException(
                        "decision " + decision.id() + " gives a statement that the database would refuse: " + problems);
            }
        });
        return dsa.map(found ->
                found.csvRow("", "", decision.text("time").substring(0, 19).replace('T', ' ')));
    }
}
