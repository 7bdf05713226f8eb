package io.limpid.server.cli;

import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.server.log.IoErrors;
import io.limpid.server.publish.BrokenBundleException;
import io.limpid.server.publish.Bundle;
import io.limpid.signal.classifier.ModelDescription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** Bundles in files; whatever is wrong with one is a word to the user. */
final class BundleFile {
    private BundleFile() {}

    static Bundle read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Bundle.read(in.readNBytes(Bundle.MAX_BYTES + 1));
        } catch (BrokenBundleException e) {
            throw new UnusableInputException(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UnusableInputException("cannot read " + file + ": " + IoErrors.why(e));
        }
    }

    /** Whether a file is a bundle with signatures, which must not get lost. */
    static boolean isSigned(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Bundle.read(in.readNBytes(Bundle.MAX_BYTES + 1)).isSigned();
        } catch (BrokenBundleException | IOException e) {
            return false;
        }
    }

    /** The ruleset in a bundle; what it demands of models is not looked at. */
    static Ruleset ruleset(Bundle bundle, Path file) {
        return ruleset(bundle, file, List.of());
    }

    /** The ruleset in a bundle, if these models promise what it demands of them. */
    static Ruleset ruleset(Bundle bundle, Path file, List<ModelDescription> models) {
        try {
            return RulesetReader.load(bundle.files(), models);
        } catch (RulesetRejectedException e) {
            throw new UnusableInputException(file + " holds a ruleset with errors:\n"
                    + e.issues().stream().map(RulesetIssue::toString).collect(Collectors.joining("\n")));
        }
    }

    /** Whole or not at all, in place of what may be there. */
    static void write(Bundle bundle, Path file) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(unfinished, bundle.archive());
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UnusableInputException("cannot write " + file + ": " + IoErrors.why(e));
        }
    }
}
