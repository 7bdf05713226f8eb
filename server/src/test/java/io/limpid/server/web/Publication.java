package io.limpid.server.web;

import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.Stage;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.server.publish.PublishedRules;
import io.limpid.server.publish.RuleFigures;
import io.limpid.server.publish.RulesetVersion;
import io.limpid.server.publish.StageChange;
import io.limpid.server.publish.VersionStage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What is published, in memory: the rulesets of this repository with a past and a future, and a small one of the tests. */
final class Publication implements PublishedRules {
    static final Instant START = Instant.parse("2026-11-20T08:00:00Z");

    /** A ruleset whose author wishes the readers no good. */
    static final Map<String, String> CLUB = Map.of(
            "ruleset.yaml",
            """
            ruleset: club
            version: "1.0"
            title: "<b>Club</b> & friends"
            maintainer: "<script>alert('maintainer')</script>"
            terms_url: "https://club.example/terms"
            changes: "\\"><img src=x onerror=alert(1)>"
            """,
            "lists/chess.txt",
            """
            gambit | <i>an opening</i>
            !queen's gambit | what everybody says
            将军
            """,
            "lists/long.txt",
            many(450),
            "rules/chess.yaml",
            """
            rule: club.chess
            revision: 1
            title: "<script>alert('title')</script> & chess"
            category: spam
            action: label
            ground: {kind: terms, clause: "<u>1.2</u> no chess", dsa: {category: SCAMS_AND_FRAUD, keywords: [OTHER]}}
            signals:
              chess: {list: chess, fold: [width, case, invisible, confusable, skip(2)]}
            when: chess
            explain:
              public: {en: "No <em>chess</em> talk.", zh: "不谈<em>棋</em>。"}
              author: {en: "Your post speaks of {{chess}}.", zh: "您的帖子谈到{{chess}}。"}
            known_false_positives: ["<marquee>war reports</marquee>"]
            tests:
              - {text: "a gambit </q><script>alert('test')</script>", expect: match}
              - {text: "将军！", expect: match}
              - {text: "the queen's gambit", expect: pass, suppressed_by: chess}
            """,
            "rules/newcomer.yaml",
            """
            rule: club.newcomer
            revision: 1
            title: {en: Links of newcomers, zh: 新人链接}
            category: spam
            action: hold
            ground: {kind: law, clause: "Club act, section 4", url: "https://club.example/act", dsa: {category: SCAMS_AND_FRAUD, keywords: [OTHER]}}
            scope: {languages: [de], surfaces: [comment]}
            signals:
              link: {link: any}
              word: {list: long}
            when: link && !word && author.age_days < 3
            yields_to: [club.chess]
            explain: {public: {en: "Newcomers may not post links.", zh: "新人不得发布链接。"}}
            tests:
              - {text: "https://example.org", author: {age_days: 1}, expect: match}
              - {text: "https://example.org", author: {age_days: 9}, expect: pass}
            """);

    private final List<RulesetVersion> versions = new ArrayList<>();
    private final Map<String, Ruleset> texts = new LinkedHashMap<>();
    private final Map<String, RuleFigures> figures = new TreeMap<>();
    private ContentFilter filter = ContentFilter.of(List.of(), List.of(), () -> 0);
    private long index;

    private Publication() {}

    /** The rulesets of the repository: {@code spam} with a version before, {@code rumour} with one in shadow. */
    static Publication ofRepository() {
        var publication = new Publication();
        Map<String, String> spam = files("spam");
        publication.add(
                changed(
                        spam,
                        "rules/contact-funnel.yaml",
                        text -> text.replace("revision: 3", "revision: 2")
                                .replace("within: 12", "within: 6")
                                .replace("action: limit", "action: label"),
                        "2026.11.3",
                        "The first rules against contact funnels."),
                VersionStage.RETIRED);
        publication.add(spam, VersionStage.ACTIVE);
        publication.add(files("rights"), VersionStage.ACTIVE);
        Map<String, String> rumour = files("rumour");
        publication.add(rumour, VersionStage.ACTIVE);
        publication.add(
                changed(
                        rumour,
                        "rules/urgent-forward.yaml",
                        text -> text.replaceFirst("revision: \\d+", "revision: 99"),
                        "2026.12.0",
                        "Watched for a week before it acts."),
                VersionStage.SHADOW);
        publication.add(CLUB, VersionStage.SHADOW);
        publication.ready();
        return publication;
    }

    /** The small ruleset of the tests alone, in force. */
    static Publication ofClub() {
        var publication = new Publication();
        publication.add(CLUB, VersionStage.ACTIVE);
        publication.ready();
        return publication;
    }

    static Publication ofNothing() {
        return new Publication();
    }

    private static String many(int entries) {
        var list = new StringBuilder();
        for (int i = 1; i <= entries; i++) {
            list.append("entrynumber").append(i).append('\n');
        }
        return list.toString();
    }

    private static Map<String, String> files(String ruleset) {
        Map<String, String> files = new TreeMap<>();
        RulesetFiles.read(Path.of("../rulesets/" + ruleset))
                .files()
                .forEach((path, bytes) -> files.put(path, new String(bytes, StandardCharsets.UTF_8)));
        return files;
    }

    private static Map<String, String> changed(
            Map<String, String> files, String path, UnaryOperator<String> change, String version, String why) {
        Map<String, String> changed = new TreeMap<>(files);
        changed.computeIfPresent(path, (unused, text) -> change.apply(text));
        changed.computeIfPresent(
                "ruleset.yaml",
                (unused, text) -> text.replaceFirst("version: .*", "version: " + version)
                        .replaceFirst("changes: .*", "changes: \"" + why + "\""));
        return changed;
    }

    private void add(Map<String, String> files, VersionStage stage) {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        Ruleset ruleset;
        try {
            ruleset = RulesetReader.load(new RulesetFiles("test", bytes, List.of(), List.of()));
        } catch (RulesetRejectedException e) {
            throw new AssertionError(e);
        }
        List<StageChange> changes = new ArrayList<>();
        for (VersionStage step : steps(stage)) {
            changes.add(new StageChange(
                    step,
                    "ada@example.org, bob@example.org",
                    step == VersionStage.RETIRED ? "A better version took its place." : "Read and tested by two of us.",
                    START.plusSeconds(3_600 * index),
                    index));
            index++;
        }
        versions.add(
                0,
                new RulesetVersion(
                        ruleset.name(),
                        ruleset.version(),
                        ruleset.digest(),
                        stage,
                        List.of("ada@example.org", "bob@example.org"),
                        changes));
        texts.put(ruleset.digest(), ruleset);
    }

    private static List<VersionStage> steps(VersionStage stage) {
        return switch (stage) {
            case DRAFT -> List.of(VersionStage.DRAFT);
            case SHADOW -> List.of(VersionStage.DRAFT, VersionStage.SHADOW);
            case ACTIVE -> List.of(VersionStage.DRAFT, VersionStage.SHADOW, VersionStage.ACTIVE);
            case RETIRED -> List.of(VersionStage.DRAFT, VersionStage.ACTIVE, VersionStage.RETIRED);
        };
    }

    private void ready() {
        List<PublishedRuleset> used = new ArrayList<>();
        for (RulesetVersion version : versions) {
            if (version.stage() == VersionStage.ACTIVE || version.stage() == VersionStage.SHADOW) {
                used.add(new PublishedRuleset(
                        known(version.digest()), version.stage() == VersionStage.ACTIVE ? Stage.ACTIVE : Stage.SHADOW));
            }
        }
        filter = ContentFilter.of(used, List.of(), () -> 0);
        List<RuleFigures.Day> days = new ArrayList<>();
        long enforced = 0;
        for (int i = 0; i < 40; i++) {
            long count = 20 + (i * 37L) % 61;
            enforced += count;
            days.add(
                    new RuleFigures.Day(LocalDate.parse("2026-10-15").plusDays(i), 9_000, count, count / 5, count / 9));
        }
        figures.put(
                "spam.contact-funnel",
                new RuleFigures(
                        360_000,
                        enforced,
                        enforced / 5,
                        enforced / 9,
                        Optional.of(Instant.parse("2026-10-15T03:12:00Z")),
                        Optional.of(Instant.parse("2026-11-23T19:40:00Z")),
                        Optional.of(14.26),
                        Map.of("zh", enforced, "en", 41L, "und", 3L),
                        days));
    }

    private Ruleset known(String digest) {
        return text(digest).orElseThrow();
    }

    @Override
    public List<String> names() {
        return versions.stream().map(RulesetVersion::name).distinct().sorted().toList();
    }

    @Override
    public List<RulesetVersion> versions(String name) {
        return versions.stream().filter(version -> version.name().equals(name)).toList();
    }

    @Override
    public Optional<Ruleset> text(String digest) {
        return Optional.ofNullable(texts.get(digest));
    }

    @Override
    public List<Ruleset> active() {
        return versions.stream()
                .filter(version -> version.stage() == VersionStage.ACTIVE)
                .map(version -> known(version.digest()))
                .toList();
    }

    @Override
    public ContentFilter filter() {
        return filter;
    }

    @Override
    public RuleFigures figures(String digest, String rule) {
        RuleFigures known = figures.get(rule);
        return known != null
                ? known
                : new RuleFigures(
                        0, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), List.of());
    }
}
