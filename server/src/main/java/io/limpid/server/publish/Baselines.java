package io.limpid.server.publish;

import io.limpid.rule.Ruleset;
import io.limpid.server.publish.Baseline.Source;
import io.limpid.server.publish.Figures.Seen;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the rules of a version are to be held to by its brake: what it showed in shadow, else in its latest back-test, else what its
 * ruleset did before.
 *
 * <p>Each is asked for once, before the version acts, so that what it does then has no say in it. Safe for many threads.
 */
final class Baselines {
    /** With fewer posts nothing is known. */
    private static final int FEWEST_POSTS = 100;

    /** Where a rule is not seen among n posts, three in n may yet be missed (the rule of three). */
    private static final int MISSED = 3;

    private final Figures figures;
    private final BacktestStore backtests;

    Baselines(Figures figures, BacktestStore backtests) {
        this.figures = figures;
        this.backtests = backtests;
    }

    /** By rule; none for a version without a brake. */
    Map<String, Baseline> of(Ruleset ruleset) {
        Map<String, Baseline> baselines = new TreeMap<>();
        if (ruleset.governance().brake().isPresent()) {
            figures.catchUp();
            Optional<BacktestStore.Kept> backtest = backtests
                    .latestOf(ruleset.digest())
                    .filter(kept -> kept.state().equals(BacktestStore.DONE));
            ruleset.rules().forEach(rule -> baselines.put(rule.id(), of(ruleset, rule.id(), backtest)));
        }
        return baselines;
    }

    private Baseline of(Ruleset ruleset, String rule, Optional<BacktestStore.Kept> backtest) {
        return baseline(figures.seenInShadow(ruleset.digest(), rule), Source.SHADOW)
                .or(() -> backtest.flatMap(kept -> inBacktest(kept, rule)))
                .or(() -> baseline(figures.seenBefore(rule), Source.EARLIER))
                .orElse(Baseline.UNKNOWN);
    }

    /** A rule whose brake was on in it could not act. */
    private static Optional<Baseline> inBacktest(BacktestStore.Kept kept, String rule) {
        if (kept.job().brakes().stream().anyMatch(brake -> brake.rule().equals(rule))) {
            return Optional.empty();
        }
        BacktestReport report = BacktestReport.read(kept.report());
        return baseline(new Seen(report.posts(), report.matches(rule)), Source.BACKTEST);
    }

    private static Optional<Baseline> baseline(Seen seen, Source source) {
        return seen.posts() < FEWEST_POSTS
                ? Optional.empty()
                : Optional.of(Baseline.of(Math.max(seen.matches(), MISSED), seen.posts(), source));
    }
}
