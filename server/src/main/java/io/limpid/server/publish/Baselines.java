package io.limpid.server.publish;

import io.limpid.rule.Rule;
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
            Optional<BacktestReport> backtest =
                    backtests.latestOf(ruleset.digest()).map(kept -> BacktestReport.read(kept.report()));
            ruleset.rules().forEach(rule -> baselines.put(rule.id(), of(ruleset, rule, backtest)));
        }
        return baselines;
    }

    private Baseline of(Ruleset ruleset, Rule rule, Optional<BacktestReport> backtest) {
        return baseline(figures.seenInShadow(ruleset.digest(), rule.id()), Source.SHADOW)
                .or(() -> backtest.flatMap(
                        report -> baseline(new Seen(report.posts(), report.matches(rule.id())), Source.BACKTEST)))
                .or(() -> baseline(figures.seenActing(ruleset.name(), rule.id()), Source.EARLIER))
                .orElse(Baseline.UNKNOWN);
    }

    private static Optional<Baseline> baseline(Seen seen, Source source) {
        return seen.posts() < FEWEST_POSTS
                ? Optional.empty()
                : Optional.of(Baseline.of(Math.max(seen.matches(), MISSED), seen.posts(), source));
    }
}
