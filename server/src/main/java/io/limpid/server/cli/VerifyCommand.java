package io.limpid.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.server.api.Replayer;
import io.limpid.server.config.PolicyFile;
import io.limpid.server.config.StartRefusedException;
import io.limpid.server.log.IoErrors;
import io.limpid.server.log.LogVerifier;
import io.limpid.server.log.StoredDecision;
import io.limpid.server.log.Trust;
import io.limpid.server.log.UnreadableLogException;
import io.limpid.server.log.Verification;
import io.limpid.server.log.Verification.Fault;
import io.limpid.server.publish.RulesetStore;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import io.limpid.server.verify.WitnessPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds a log against everything that it promises. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        header = "Check a log: signatures, tree, history, content.",
        description = "Reads every entry and computes the tree anew. Changes nothing; the service may be running.",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0 all holds",
            "  1 wrong usage, 2 there is no log to be read there",
            "  10 a signature, 11 the tree, 12 not what grew from the earlier checkpoint, 13 an older copy,",
            "  14 what an entry says, 15 content is gone, changed or kept too long, 16 a replay differs,",
            "  17 a file is not what was exported, 20 too few cosignatures, or too old ones"
        })
final class VerifyCommand implements Callable<Integer> {
    /** The specification of this command has its own codes. */
    static final int WRONG_USAGE = 1;

    /** Longer than any checkpoint with all its cosignatures. */
    private static final long MOST_CHECKPOINT_BYTES = 1 << 18;

    private static final int MOST_CHANGED = 20;

    /** Some thirty years. */
    private static final long MOST_SECONDS = 1_000_000_000;

    private final Console console;

    /** Picocli puts the command's own description in the place of this one. */
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--since",
            paramLabel = "CHECKPOINT_FILE",
            description = "A checkpoint that was handed out earlier: the log must have grown from it.")
    private @Nullable Path since;

    @Option(
            names = "--key",
            paramLabel = "VKEY",
            description = "The log's verifier key as you have it from elsewhere; may be given more than once."
                    + " Without it the log's own word is taken.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--policy",
            paramLabel = "POLICY_FILE",
            description = "Witnesses whose cosignatures the checkpoints need, and the keys of logs (C2SP tlog-policy).")
    private @Nullable Path policy;

    @Option(
            names = "--max-age",
            paramLabel = "SECONDS",
            description = "How old the newest of those cosignatures may be. Default: any age.")
    private @Nullable Long maxAge;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "A file that is said to be an export of this log: it must be one that an entry tells of.")
    private @Nullable Path export;

    @Option(
            names = "--replay",
            paramLabel = "N",
            description = "Decide again on the newest N decisions, by the rulesets and models of then.")
    private @Nullable Integer replays;

    @Mixin
    private ModelsOption models = new ModelsOption();

    @Option(names = "--json", description = "One JSON object instead of words.")
    private boolean json;

    private boolean asksNobody;

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<byte[]> earlier = Optional.ofNullable(since).map(VerifyCommand::read);
        data.checkGuard();
        Trust trust = trust();
        int newest = replays == null ? 0 : replays;
        Optional<ExportedFile> file = Optional.ofNullable(export).map(ExportedFile::read);
        try (LogVerifier verifier = LogVerifier.open(data.place(), trust, RulesetStore.faultsOf(data.folder()))) {
            file.ifPresent(read -> verifier.lookForExport(read.sha256()));
            var progress = new Progress(console, "entry", verifier.size());
            Verification found = verifier.run(earlier, (index, leaf) -> progress.update(index + 1, index + 1));
            progress.clear();
            boolean holds = found.faults().isEmpty();
            if (!holds && (newest > 0 || file.isPresent())) {
                console.say(
                        "note: nothing was replayed or compared with an export, since the log itself does not hold");
            }
            if (newest > 0 && holds) {
                found = found.with(
                        verifier.decisions(verifier.firstOfNewest(newest), decisions -> replay(decisions, newest)));
            }
            if (file.isPresent() && holds) {
                found = found.with(file.get().check(verifier));
            }
            if (json) {
                console.out().println(json(found));
            } else {
                print(found);
            }
            return found.first().map(fault -> fault.check().exitCode()).orElse(ExitCode.FINE);
        } catch (UnreadableLogException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }

    private Trust trust() {
        if (maxAge != null && (policy == null || maxAge < 0 || maxAge > MOST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(), "--max-age is 0 to " + MOST_SECONDS + " seconds, and belongs to a --policy");
        }
        if (replays != null && replays < 1) {
            throw new ParameterException(spec.commandLine(), "--replay is how many decisions, from 1");
        }
        for (String key : keys) {
            try {
                VerifierKey.parse(key);
            } catch (VerificationException e) {
                throw new ParameterException(spec.commandLine(), "--key: " + e.getMessage());
            }
        }
        if (policy != null && !Files.isReadable(policy)) {
            throw new UnusableInputException("cannot read " + policy + ": it is not there, or not for you");
        }
        try {
            Optional<WitnessPolicy> witnesses = Optional.ofNullable(policy).map(PolicyFile::read);
            if (maxAge != null && witnesses.isPresent() && witnesses.get().asksNobody()) {
                throw new ParameterException(
                        spec.commandLine(), "--max-age: the policy asks for no cosignatures, whose age could be told");
            }
            asksNobody = witnesses.isPresent() && witnesses.get().asksNobody();
            return new Trust(keys, witnesses, Optional.ofNullable(maxAge).map(Duration::ofSeconds), Instant.now());
        } catch (StartRefusedException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    /** What differs, and a note of how many could be replayed. */
    private Verification.Further replay(Stream<StoredDecision> decisions, int newest) {
        List<Fault> faults = new ArrayList<>();
        Map<Replayer.Verdict, Integer> verdicts = new TreeMap<>();
        int done = 0;
        try (RulesetStore store = RulesetStore.openToRead(data.folder());
                Models asked = Models.of(models.read(console))) {
            var replayer = new Replayer(KeptRulesets.of(store, asked.descriptions()), asked.classifiers());
            var progress = new Progress(console, "replay", newest);
            for (StoredDecision decision : (Iterable<StoredDecision>) decisions::iterator) {
                Replayer.Result result = replayer.replay(decision);
                verdicts.merge(result.verdict(), 1, Integer::sum);
                if (result.verdict() == Replayer.Verdict.CHANGED && faults.size() < MOST_CHANGED) {
                    faults.add(new Fault(
                            Verification.Check.V14,
                            Optional.of(decision.index()),
                            "replays with another outcome; " + String.join(", ", result.changedRules())));
                }
                done++;
                progress.update(done, done);
            }
            progress.clear();
        }
        String note = "replayed " + Count.of(done, "decision") + ": "
                + verdicts.entrySet().stream()
                        .map(verdict ->
                                verdict.getValue() + " " + verdict.getKey().id())
                        .collect(Collectors.joining(", "));
        return new Verification.Further(faults, note);
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > MOST_CHECKPOINT_BYTES) {
                throw new UnusableInputException(file + " is too long for a checkpoint");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnusableInputException("cannot read " + file + ": " + IoErrors.why(e));
        }
    }

    private void print(Verification found) {
        found.notes().forEach(note -> console.say("note: " + note));
        for (Fault fault : found.faults()) {
            console.out().println(words(fault));
        }
        if (!found.faults().isEmpty()) {
            return;
        }
        console.out()
                .println("verified " + Count.of(found.head().size(), "entry") + ", root "
                        + found.head().root());
        console.out().println("signed up to entry " + found.signedSize() + " by " + found.key());
        if (!asksNobody) {
            found.witnessedSize()
                    .ifPresent(size -> console.out()
                            .println("cosigned up to entry " + size + " by witnesses enough for the policy"));
        }
        long unsigned = found.head().size() - found.signedSize();
        if (unsigned > 0) {
            console.out()
                    .println(Count.of(unsigned, "entry") + " at the end not signed yet: a crash came between; the next"
                            + " start signs them");
        }
    }

    private static String words(Fault fault) {
        return "fault" + fault.index().map(index -> " at entry " + index).orElse("") + ": " + fault.check() + ": "
                + fault.what();
    }

    private static ObjectNode json(Verification found) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("ok", found.faults().isEmpty());
        json.put("entries", found.head().size());
        json.put("root", found.head().root().toString());
        json.put("signed_size", found.signedSize());
        if (found.witnessedSize().isPresent()) {
            json.put("witnessed_size", found.witnessedSize().getAsLong());
        } else {
            json.putNull("witnessed_size");
        }
        json.put("origin", found.origin());
        json.put("key", found.key());
        ArrayNode faults = json.putArray("faults");
        for (Fault fault : found.faults()) {
            ObjectNode one = faults.addObject();
            one.put("check", fault.check().name());
            fault.index().ifPresent(index -> one.put("index", index));
            one.put("message", fault.what());
        }
        ArrayNode notes = json.putArray("notes");
        found.notes().forEach(notes::add);
        json.put("exit", found.first().map(fault -> fault.check().exitCode()).orElse(ExitCode.FINE));
        return json;
    }
}
