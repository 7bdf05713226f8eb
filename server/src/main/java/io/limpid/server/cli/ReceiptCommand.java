package io.limpid.server.cli;

import io.limpid.server.config.PolicyFile;
import io.limpid.server.log.IoErrors;
import io.limpid.server.verify.CheckpointVerifier;
import io.limpid.server.verify.Receipt;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifiedCheckpoint;
import io.limpid.server.verify.VerifierKey;
import io.limpid.server.verify.WitnessPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds a receipt against the keys of a log, offline. */
@Command(
        name = "receipt",
        mixinStandardHelpOptions = true,
        header = "Check a receipt: that a decision is in a log.",
        description =
                "Needs the log's verifier key and nothing else of it; prints the entry that the receipt is about.",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0 the decision is in the log, 2 the file cannot be read or no key was given",
            "  10 it is no receipt, or not signed by that key; 11 its proof does not hold; 20 too few cosignatures"
        })
final class ReceiptCommand implements Callable<Integer> {
    private static final int NOT_SIGNED = 10;
    private static final int NOT_PROVEN = 11;
    private static final int NOT_COSIGNED = 20;

    /** Longer than any receipt. */
    private static final int MOST_BYTES = 1 << 20;

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "As GET /v1/decisions/ID/receipt gave it.")
    private Path file = Path.of("");

    @Option(names = "--key", paramLabel = "VKEY", description = "The log's verifier key; may be given more than once.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--policy",
            paramLabel = "POLICY_FILE",
            description = "Keys of logs, and witnesses whose cosignatures the checkpoint needs (C2SP tlog-policy).")
    private @Nullable Path policy;

    ReceiptCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<WitnessPolicy> witnesses = Optional.ofNullable(policy).map(PolicyFile::read);
        List<VerifierKey> logs = logs(witnesses);
        try {
            Receipt receipt = Receipt.parse(read(file));
            byte[] entry = receipt.extra()
                    .orElseThrow(
                            () -> new VerificationException("the receipt does not hold the entry that it is about"));
            var verifier = new CheckpointVerifier(
                    logs.get(0).name(), witnesses.isPresent() ? witnesses.get().and(logs) : logs);
            return verdict(receipt, entry, verifier, witnesses);
        } catch (VerificationException e) {
            return said(NOT_SIGNED, String.valueOf(e.getMessage()));
        }
    }

    private int verdict(Receipt receipt, byte[] entry, CheckpointVerifier verifier, Optional<WitnessPolicy> witnesses)
            throws VerificationException {
        VerifiedCheckpoint checkpoint = receipt.checkpoint(verifier);
        try {
            receipt.verify(entry, verifier);
        } catch (VerificationException e) {
            return said(NOT_PROVEN, String.valueOf(e.getMessage()));
        }
        if (witnesses.isPresent() && !witnesses.get().isMetBy(checkpoint, Instant.now())) {
            return said(NOT_COSIGNED, "its checkpoint lacks the cosignatures that the policy asks for");
        }
        console.out().println(new String(entry, StandardCharsets.UTF_8));
        console.say("entry " + receipt.index() + " of "
                + Count.of(checkpoint.head().size(), "entry") + " of the log "
                + checkpoint.checkpoint().origin() + ", root "
                + checkpoint.head().root() + ", signed by "
                + String.join(" and ", checkpoint.signers()));
        return ExitCode.FINE;
    }

    private int said(int code, String what) {
        console.say("limpid: " + file + ": " + what);
        return code;
    }

    private List<VerifierKey> logs(Optional<WitnessPolicy> witnesses) {
        List<VerifierKey> logs =
                new ArrayList<>(witnesses.map(WitnessPolicy::logs).orElse(List.of()));
        for (String key : keys) {
            try {
                logs.add(VerifierKey.parse(key));
            } catch (VerificationException e) {
                throw new UnusableInputException("--key: " + e.getMessage());
            }
        }
        if (logs.isEmpty()) {
            throw new UnusableInputException(
                    "a receipt is checked with the log's key: give it with --key, as GET /v1/log/keys or its operator tells it");
        }
        return logs;
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw new UnusableInputException("cannot read " + file + ": " + IoErrors.why(e));
        }
    }
}
