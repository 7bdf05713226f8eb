package io.limpid.server.publish;

import io.limpid.RuleTests;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetReader;
import io.limpid.server.publish.RefusedPublicationException.Fault;
import io.limpid.server.publish.RefusedPublicationException.Kind;
import io.limpid.signal.classifier.BatchingClassifier;
import java.util.List;
import java.util.Optional;

/** Tells whether what maintainers hand in may be published. Safe for many threads. */
final class BundleCheck {
    private final Signatories signatories;
    private final List<BatchingClassifier> classifiers;

    BundleCheck(Signatories signatories, List<BatchingClassifier> classifiers) {
        this.signatories = signatories;
        this.classifiers = List.copyOf(classifiers);
    }

    /**
     * A bundle without fault, but for its rules' tests.
     *
     * @param signers names of the trusted maintainers who signed it
     * @param warnings of lint
     */
    record Sound(Bundle bundle, Ruleset ruleset, List<String> signers, List<RulesetIssue> warnings) {}

    /**
     * Reads a bundle.
     *
     * @throws RefusedPublicationException if it is broken, has errors, or nobody trusted has signed it
     */
    Sound read(byte[] archive) throws RefusedPublicationException {
        Bundle bundle;
        try {
            bundle = Bundle.read(archive);
        } catch (BrokenBundleException e) {
            throw RefusedPublicationException.because(Kind.UNSOUND, String.valueOf(e.getMessage()));
        }
        RulesetReader.Result read = RulesetReader.read(
                bundle.files(),
                classifiers.stream().map(BatchingClassifier::model).toList());
        if (read.ruleset().isEmpty()) {
            throw new RefusedPublicationException(Kind.UNSOUND, faults(read.issues()));
        }
        Ruleset ruleset = read.ruleset().get();
        return new Sound(bundle, ruleset, signatories.of(bundle, ruleset.name(), ruleset.version()), read.issues());
    }

    /**
     * Runs the tests of the rules; takes some seconds.
     *
     * @throws RefusedPublicationException if one fails, or a model is not there yet that they ask
     */
    void test(Ruleset ruleset) throws RefusedPublicationException {
        for (BatchingClassifier classifier : classifiers) {
            Optional<String> obstacle = classifier.obstacle();
            if (obstacle.isPresent()) {
                throw RefusedPublicationException.because(
                        Kind.CONFLICT,
                        "the tests of the rules need the model "
                                + classifier.model().name() + ", and " + obstacle.get()
                                + "; try again when it is there");
            }
        }
        List<RulesetIssue> failures =
                RuleTests.run(ruleset, List.copyOf(classifiers)).failures();
        if (!failures.isEmpty()) {
            throw new RefusedPublicationException(Kind.UNSOUND, faults(failures));
        }
    }

    /** The errors among some issues. */
    static List<Fault> faults(List<RulesetIssue> issues) {
        return issues.stream()
                .filter(RulesetIssue::isError)
                .map(issue -> new Fault(
                        issue.file() + ":" + issue.line() + ":" + issue.column(),
                        issue.problem() + (issue.hint().isEmpty() ? "" : " (" + issue.hint() + ")")))
                .toList();
    }
}
