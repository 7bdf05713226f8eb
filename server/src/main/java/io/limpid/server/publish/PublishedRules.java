package io.limpid.server.publish;

import io.limpid.ContentFilter;
import io.limpid.rule.Ruleset;
import java.util.List;
import java.util.Optional;

/** What is published here, for those who read it. Safe for many threads; each call sees a state of its own. */
public interface PublishedRules {
    /** The names of all rulesets that were ever published here, in order. */
    List<String> names();

    /** The versions of a ruleset, newest first; none where there is no such ruleset. */
    List<RulesetVersion> versions(String name);

    /**
     * The text of a version.
     *
     * @param digest {@code sha256:…} of its manifest
     * @return empty where it is not kept, or this program cannot read it
     */
    Optional<Ruleset> text(String digest);

    /** The rulesets that act, in order of name. */
    List<Ruleset> active();

    /** What decides on posts now. */
    ContentFilter filter();

    /**
     * What became of a rule in a version.
     *
     * @param digest of the version
     */
    RuleFigures figures(String digest, String rule);
}
