package io.limpid.server.cli;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.limpid.server.api.Export;
import io.limpid.server.log.CanonicalJson;
import io.limpid.server.log.IoErrors;
import io.limpid.server.log.Leaf;
import io.limpid.server.log.LogVerifier;
import io.limpid.server.log.StoredDecision;
import io.limpid.server.log.Verification;
import io.limpid.server.log.Verification.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file that is said to be an export of a log.
 *
 * @param sha256 its digest, 64 hex digits
 */
record ExportedFile(Path file, String sha256) {
    private static final int MOST_FAULTS = 20;
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads a file for its digest.
     *
     * @throws UnusableInputException if it cannot be read
     */
    static ExportedFile read(Path file) {
        try {
            return new ExportedFile(
                    file, MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
        } catch (IOException e) {
            throw new UnusableInputException("cannot read " + file + ": " + IoErrors.why(e));
        }
    }

    /** Holds it against the entry that tells of it, which the verifier was to look for, and row by row against the decisions. */
    Verification.Further check(LogVerifier verifier) {
        Optional<Leaf> entry = verifier.exportEntry();
        if (entry.isEmpty()) {
            return new Verification.Further(
                    List.of(fault("no entry says that a file with the digest sha256:" + sha256 + " was exported")),
                    "looked at " + file);
        }
        Map<String, Object> leaf = CanonicalJson.decode(entry.get().bytes());
        Export.Format format =
                Export.Format.parse(String.valueOf(leaf.get("format"))).orElseThrow();
        try (Stream<String> ids = ids(format)) {
            List<Fault> faults =
                    verifier.decisions(0, decisions -> differences(decisions, ids.iterator(), format, leaf));
            return new Verification.Further(
                    faults,
                    "compared " + file + " with the decisions: it is the export of entry "
                            + entry.get().position().index());
        } catch (IOException | UncheckedIOException e) {
            throw new UnusableInputException("cannot read " + file + " as " + format.id() + ": " + e.getMessage());
        }
    }

    private static List<Fault> differences(
            Stream<StoredDecision> decisions, Iterator<String> ids, Export.Format format, Map<String, Object> leaf) {
        long end = leaf.get("log_size") instanceof Number size ? size.longValue() : 0;
        Instant from = leaf.get("from") instanceof String time ? Instant.parse(time) : Instant.MIN;
        Instant to = leaf.get("to") instanceof String time ? Instant.parse(time) : Instant.MAX;
        // Then the entry itself says that some are missing.
        boolean whole = !leaf.containsKey("without_statement");
        List<Fault> faults = new ArrayList<>();
        String row = ids.hasNext() ? ids.next() : "";
        for (StoredDecision decision :
                (Iterable<StoredDecision>) decisions.takeWhile(one -> one.index() < end)::iterator) {
            Map<String, Object> record = CanonicalJson.decode(decision.leaf().bytes());
            Instant time = Instant.parse(String.valueOf(record.get("time")));
            boolean told = format != Export.Format.DSA || !"allow".equals(record.get("action"));
            boolean wanted = !time.isBefore(from) && time.isBefore(to) && told;
            if (decision.decisionId().equals(row)) {
                if (!wanted) {
                    faults.add(fault(decision, "is in the file, and should not be"));
                }
                row = ids.hasNext() ? ids.next() : "";
            } else if (wanted && whole && (format != Export.Format.DSA || appliesInTheArea(decision))) {
                faults.add(fault(decision, "is not in the file where it should be"));
            }
            if (faults.size() == MOST_FAULTS) {
                return faults;
            }
        }
        if (!row.isEmpty()) {
            faults.add(fault("the file has a row of " + row + ", which is no decision of this log at that place"));
        }
        return faults;
    }

    /** What is told to the EU's database: all that does not name a country outside the European Economic Area. */
    private static boolean appliesInTheArea(StoredDecision decision) {
        return decision.content().isPresent() && Export.isOfTheArea(decision);
    }

    private Stream<String> ids(Export.Format format) throws IOException {
        BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        if (format == Export.Format.NDJSON) {
            return reader.lines().map(ExportedFile::id).onClose(() -> close(reader));
        }
        MappingIterator<String[]> rows = new CsvMapper()
                .readerFor(String[].class)
                .with(CsvParser.Feature.WRAP_AS_ARRAY)
                .readValues(reader);
        int column = rows.hasNext() ? Arrays.asList(rows.next()).indexOf(Export.idColumn(format)) : -1;
        if (column < 0) {
            throw new IOException("no column " + Export.idColumn(format));
        }
        return Stream.iterate(rows, MappingIterator::hasNext, unused -> unused)
                .map(iterator -> iterator.next()[column])
                .onClose(() -> close(reader));
    }

    private static String id(String line) {
        try {
            return JSON.readTree(line).path("decision_id").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(BufferedReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Fault fault(String what) {
        return new Fault(Verification.Check.V15, Optional.empty(), what);
    }

    private static Fault fault(StoredDecision decision, String what) {
        return new Fault(
                Verification.Check.V15,
                Optional.of(decision.index()),
                "decision " + decision.decisionId() + " " + what);
    }
}
