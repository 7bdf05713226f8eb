package io.limpid;

import io.limpid.CompiledRule.Sensor;
import io.limpid.signal.Evidence;
import io.limpid.signal.PersonalKind;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.keyword.KeywordHits;
import io.limpid.signal.keyword.KeywordIndex;
import io.limpid.signal.keyword.KeywordMatch;
import io.limpid.signal.link.HostNames;
import io.limpid.signal.link.Link;
import io.limpid.signal.link.LinkFinder;
import io.limpid.signal.pattern.PatternDetector;
import io.limpid.signal.personal.PersonalDataDetector;
import io.limpid.signal.personal.PersonalDatum;
import io.limpid.signal.repeat.RepeatCount;
import io.limpid.text.FoldSet;
import io.limpid.text.FoldedViews;
import io.limpid.text.Language;
import io.limpid.text.LanguageIdentifier;
import io.limpid.text.Post;
import io.limpid.text.Span;
import io.limpid.text.UnspacedWords;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is seen in one post: each sensor is asked at most once, and only when something depends on it. Not thread-safe. */
final class Observations {
    private final Post post;
    private final Surroundings surroundings;
    private final FoldedViews views;
    private final Detectors detectors;
    private final KeywordHits hits;
    private final LayerClock clock;
    private final @Nullable Seen[] seen;
    private final ModelScores scores;
    private final BitSet reliedOn = new BitSet();

    /** Models that are not loaded or did not answer, by the sensor that needs them. */
    private final Map<Integer, String> missingModels = new TreeMap<>();

    private final List<Cut> cuts = new ArrayList<>();

    /** By field, those that a signal for whole words had to look at. */
    private final Map<String, UnspacedWords> words = new HashMap<>();

    private @Nullable Map<String, List<PersonalDatum>> personal;
    private @Nullable Map<String, List<Link>> links;
    private @Nullable Language byScript;
    private @Nullable Language identified;

    Observations(Post post, Surroundings surroundings, Detectors detectors, LayerClock clock) {
        this.post = post;
        this.surroundings = surroundings;
        this.detectors = detectors;
        this.clock = clock;
        this.views = FoldedViews.of(post);
        this.scores = new ModelScores(post, surroundings.scores(), detectors.classifiers(), clock);
        this.seen = new @Nullable Seen[detectors.sensors()];
        KeywordIndex index = detectors.index();
        clock.time("fold", () -> {
            index.foldSets().forEach(folds -> post.fields().keySet().forEach(field -> views.view(field, folds)));
            return null;
        });
        this.hits = clock.time("keyword", () -> index.scan(post.fields().keySet(), views));
    }

    Post post() {
        return post;
    }

    KeywordHits hits() {
        return hits;
    }

    LayerClock clock() {
        return clock;
    }

    ModelScores scores() {
        return scores;
    }

    /** Whether a sensor needs a model that was not asked for this post. */
    boolean isUnasked(Sensor sensor) {
        return sensor.classifier().map(scores::isUnasked).orElse(false);
    }

    /**
     * A field in which a regular expression was not followed to the end.
     *
     * @param sensor number of the sensor
     */
    record Cut(int sensor, String field) {}

    /** Where matches of regular expressions that a rule relied on may have been left out, in order of sensors; mostly nowhere. */
    List<Cut> cuts() {
        return cuts.stream()
                .filter(cut -> reliedOn.get(cut.sensor()))
                .sorted(Comparator.comparingInt(Cut::sensor))
                .toList();
    }

    /** Models that a rule relied on and that are not loaded or did not answer. */
    Set<String> missingModels() {
        return missingModels.entrySet().stream()
                .filter(missing -> reliedOn.get(missing.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The language as far as declaration and script tell it. */
    Language scriptLanguage() {
        Language known = byScript;
        if (known == null) {
            known = LanguageIdentifier.byScript(post);
            byScript = known;
        }
        return known;
    }

    /** The language, by the detector where the script does not settle it. */
    Language language() {
        Language known = identified;
        if (known == null) {
            known = clock.time("language", () -> LanguageIdentifier.identify(post));
            identified = known;
        }
        return known;
    }

    /** The language as far as the decision had to know it. */
    Language knownLanguage() {
        return identified != null ? identified : scriptLanguage();
    }

    /** What a sensor sees, for a rule that is evaluated: where it cannot see all, the decision is incomplete. */
    Seen rely(Sensor sensor, Map<String, Sensor> neighbours) {
        reliedOn.set(sensor.number());
        String near = sensor.declared().near();
        if (near != null) {
            rely(neighbour(near, neighbours), neighbours);
        }
        return see(sensor, neighbours);
    }

    /** Whether a sensor, or one that it has to be near, could not see all; to be asked after {@link #see}. */
    boolean isBlind(Sensor sensor, Map<String, Sensor> neighbours) {
        if (missingModels.isEmpty() && cuts.isEmpty()) {
            return false;
        }
        String near = sensor.declared().near();
        return missingModels.containsKey(sensor.number())
                || cuts.stream().anyMatch(cut -> cut.sensor() == sensor.number())
                || (near != null && isBlind(neighbour(near, neighbours), neighbours));
    }

    /** What a sensor sees. */
    Seen see(Sensor sensor, Map<String, Sensor> neighbours) {
        Seen known = seen[sensor.number()];
        if (known == null) {
            Seen everywhere = clock.time(sensor.signal().layer(), () -> everywhere(sensor));
            String near = sensor.declared().near();
            known = near == null
                    ? everywhere
                    : Proximity.near(
                            everywhere,
                            see(neighbour(near, neighbours), neighbours),
                            sensor.declared().within(),
                            this::text);
            seen[sensor.number()] = known;
        }
        return known;
    }

    private static Sensor neighbour(String name, Map<String, Sensor> neighbours) {
        Sensor neighbour = neighbours.get(name);
        if (neighbour == null) {
            throw new AssertionError("a signal near an unknown one was let through: " + name);
        }
        return neighbour;
    }

    private Seen everywhere(Sensor sensor) {
        Signal signal = sensor.signal();
        if (signal instanceof Signal.Keyword wanted) {
            return keywords(sensor, wanted);
        }
        if (signal instanceof Signal.Pattern pattern) {
            return patterns(sensor, pattern);
        }
        if (signal instanceof Signal.Personal wanted) {
            return personal(wanted.kinds());
        }
        if (signal instanceof Signal.Link link) {
            return links(sensor, link);
        }
        if (signal instanceof Signal.Repeat repeat) {
            return repeats(repeat);
        }
        return score(sensor, (Signal.Classifier) signal);
    }

    private Seen keywords(Sensor sensor, Signal.Keyword wanted) {
        KeywordIndex index = detectors.index();
        List<KeywordMatch> matches = hits.matches(sensor.use());
        if (matches.isEmpty()) {
            return Seen.NOTHING;
        }
        String list = index.list(sensor.use()).name();
        List<Occurrence> all = new ArrayList<>(matches.size());
        for (KeywordMatch match : matches) {
            if (wanted.wholeWords()
                    && match.suppressedBy() == null
                    && !words(match.field()).areWhole(match.span())) {
                continue;
            }
            String by = match.suppressedBy() == null
                    ? null
                    : list + "#" + match.suppressedBy().text();
            all.add(new Occurrence(match.field(), match.span(), by, () -> {
                String quote = quote(match.field(), match.span());
                return new Evidence.Keyword(
                        list,
                        match.entry().text(),
                        match.entry().line(),
                        match.field(),
                        match.span(),
                        quote,
                        index.neededFolds(sensor.use(), match, quote));
            }));
        }
        return Seen.of(all);
    }

    private UnspacedWords words(String field) {
        return words.computeIfAbsent(field, name -> new UnspacedWords(text(name)));
    }

    private Seen patterns(Sensor sensor, Signal.Pattern pattern) {
        List<Occurrence> all = new ArrayList<>();
        if (sensor.pattern() == null) {
            throw new AssertionError("a pattern signal without a detector");
        }
        FoldSet folds = pattern.folds();
        String name = sensor.declared().name();
        for (String field : post.fields().keySet()) {
            PatternDetector.Found found = sensor.pattern().find(views.view(field, folds));
            if (found.cut()) {
                cuts.add(new Cut(sensor.number(), field));
            }
            for (Span span : found.spans()) {
                all.add(new Occurrence(
                        field, span, null, () -> new Evidence.Pattern(name, field, span, quote(field, span))));
            }
        }
        return Seen.of(all);
    }

    private Seen personal(Set<PersonalKind> kinds) {
        Map<String, List<PersonalDatum>> found = personal;
        if (found == null) {
            found = new LinkedHashMap<>();
            for (Map.Entry<String, String> field : post.fields().entrySet()) {
                found.put(field.getKey(), PersonalDataDetector.find(field.getValue(), detectors.personal()));
            }
            personal = found;
        }
        List<Occurrence> all = new ArrayList<>();
        found.forEach((field, data) -> {
            for (PersonalDatum datum : data) {
                if (kinds.contains(datum.kind())) {
                    all.add(new Occurrence(
                            field,
                            datum.span(),
                            null,
                            () -> new Evidence.Personal(datum.kind().id(), field, datum.span(), datum.masked())));
                }
            }
        });
        return Seen.of(all);
    }

    private Seen links(Sensor sensor, Signal.Link wanted) {
        Map<String, List<Link>> found = links;
        if (found == null) {
            found = new LinkedHashMap<>();
            for (Map.Entry<String, String> field : post.fields().entrySet()) {
                found.put(field.getKey(), LinkFinder.find(field.getValue()));
            }
            links = found;
        }
        List<Occurrence> all = new ArrayList<>();
        found.forEach((field, inField) -> {
            for (Link link : inField) {
                Optional<String> detail = trait(sensor, wanted, link);
                detail.ifPresent(about -> all.add(new Occurrence(
                        field,
                        link.span(),
                        null,
                        () -> new Evidence.Link(
                                link.host(),
                                wanted.trait().id(),
                                about,
                                field,
                                link.span(),
                                quote(field, link.span())))));
            }
        });
        return Seen.of(all);
    }

    private static Optional<String> trait(Sensor sensor, Signal.Link wanted, Link link) {
        return switch (wanted.trait().needs()) {
            case NOTHING -> link.features().contains(wanted.trait()) ? Optional.of("") : Optional.empty();
            case HOSTS -> HostNames.isListed(link.host(), sensor.hosts()) ? Optional.of("") : Optional.empty();
            case NAMES ->
                sensor.names() == null ? Optional.empty() : sensor.names().imitatedBy(link);
        };
    }

    private Seen repeats(Signal.Repeat wanted) {
        for (RepeatCount repeat : surroundings.repeats()) {
            if (repeat.scope() == wanted.scope()
                    && repeat.windowSeconds() == wanted.windowSeconds()
                    && repeat.count() >= wanted.countAtLeast()) {
                return new Seen(
                        List.of(new Occurrence(
                                "",
                                null,
                                null,
                                () -> new Evidence.Repeat(
                                        wanted.scope().id(), repeat.count(), wanted.windowSeconds()))),
                        repeat.count(),
                        0);
            }
        }
        return Seen.NOTHING;
    }

    private Seen score(Sensor sensor, Signal.Classifier wanted) {
        OptionalInt score = scores.score(wanted);
        if (score.isEmpty()) {
            missingModels.put(sensor.number(), wanted.model());
            return Seen.NOTHING;
        }
        if (score.getAsInt() < sensor.threshold()) {
            return Seen.NOTHING;
        }
        Classifier classifier = detectors.classifiers().get(wanted.model());
        String digest = classifier == null ? "" : classifier.model().digest();
        return new Seen(
                List.of(new Occurrence(
                        "",
                        null,
                        null,
                        () -> new Evidence.Score(
                                wanted.model(),
                                digest,
                                wanted.label(),
                                score.getAsInt(),
                                sensor.threshold(),
                                scores.top(wanted)))),
                1,
                score.getAsInt());
    }

    private String quote(String field, Span span) {
        return text(field).substring(span.start(), span.end());
    }

    private String text(String field) {
        String text = post.fields().get(field);
        if (text == null) {
            throw new AssertionError("evidence in a field that the post lacks: " + field);
        }
        return text;
    }
}
