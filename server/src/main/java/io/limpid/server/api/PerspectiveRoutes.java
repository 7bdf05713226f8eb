package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.server.api.Moderator.Decided;
import io.limpid.server.api.Problem.Fault;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.NoAnswerException;
import io.limpid.signal.classifier.Scores;
import io.limpid.text.Language;
import io.limpid.text.Post;
import io.limpid.text.Span;
import java.io.IOException;
import java.math.BigDecimal;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Answers clients of Perspective. A comment is a post, decided and logged as any other; its attributes are scores of our models, and
 * what no model scores is refused. Safe for many threads.
 */
final class PerspectiveRoutes {
    private static final String JSON = "application/json";

    /** Sentences that are scored each by itself; the last one takes what is left. */
    private static final int MAX_SPANS = 100;

    private final Moderator moderator;
    private final Bodies bodies;
    private final Gatekeeper gatekeeper;
    private final Map<String, BatchingClassifier> classifiers;

    /**
     * The routes.
     *
     * @param classifiers the models, none of the same name as another
     */
    PerspectiveRoutes(Moderator moderator, List<BatchingClassifier> classifiers, Bodies bodies, Gatekeeper gatekeeper) {
        this.gatekeeper = gatekeeper;
        this.moderator = moderator;
        this.bodies = bodies;
        this.classifiers = classifiers.stream()
                .collect(Collectors.toUnmodifiableMap(one -> one.model().name(), one -> one));
    }

    void addTo(RoutesConfig routes) {
        routes.post("/v1alpha1/comments:analyze", this::analyze, Access.PLATFORM);
        routes.post("/v1alpha1/comments:suggestscore", PerspectiveRoutes::suggest, Access.PLATFORM);
    }

    private static void suggest(Context context) throws RefusedException {
        throw new RefusedException(
                Problem.notFound("suggestions of scores are not taken: models are trained from published data only"));
    }

    private void analyze(Context context) throws RefusedException, IOException {
        Bodies.checkType(context, JSON);
        PerspectiveRequest request = PerspectiveRequest.read(bodies.read(context));
        // What cannot be answered is refused before anything is decided and logged.
        checkModels(request);
        List<Scored> spans = spans(context, request);
        CompletableFuture<Decided> decided = moderator.decide(request.post(), Gatekeeper.platform(context));
        context.future(() -> decided.thenAcceptAsync(
                done -> {
                    try {
                        context.contentType(JSON).result(Json.bytes(answer(request, spans, done)));
                    } catch (RefusedException e) {
                        throw new CompletionException(e);
                    }
                },
                moderator.executor()));
    }

    private void checkModels(PerspectiveRequest request) throws RefusedException {
        List<Fault> missing = new ArrayList<>();
        for (PerspectiveAttribute attribute : request.thresholds().keySet()) {
            String score = score(attribute);
            BatchingClassifier model = classifiers.get(PerspectiveAttribute.model(score));
            if (model == null || !model.model().labels().contains(PerspectiveAttribute.label(score))) {
                missing.add(new Fault(
                        "/requestedAttributes/" + attribute.attribute(),
                        "this service runs without a model that has the score " + score));
            }
        }
        if (!missing.isEmpty()) {
            throw new RefusedException(Problem.invalid(missing));
        }
        for (String name : models(request)) {
            Optional<String> obstacle = model(name).obstacle();
            if (obstacle.isPresent()) {
                throw new RefusedException(
                        Problem.modelUnavailable("the model " + name + " cannot be asked: " + obstacle.get()));
            }
        }
    }

    private static String score(PerspectiveAttribute attribute) {
        return Objects.requireNonNull(attribute.score(), "an attribute without a score is refused when it is read");
    }

    private BatchingClassifier model(String name) {
        return Objects.requireNonNull(classifiers.get(name), "a model that is not there is refused before");
    }

    private static List<String> models(PerspectiveRequest request) {
        return request.thresholds().keySet().stream()
                .map(attribute -> PerspectiveAttribute.model(score(attribute)))
                .distinct()
                .toList();
    }

    /**
     * A sentence with what models say of it alone.
     *
     * @param scores by model
     */
    private record Scored(Span span, Map<String, Scores> scores) {}

    /** The sentences, where they are asked for and there is more than one; each is scored as if it were the whole comment. */
    private List<Scored> spans(Context context, PerspectiveRequest request) throws RefusedException {
        List<Span> sentences = request.spans() ? sentences(request.text()) : List.of();
        if (sentences.size() < 2) {
            return List.of();
        }
        // Each sentence costs a model as much as a post.
        gatekeeper.weighPosts(context, 1 + sentences.size() * models(request).size());
        List<Map<String, CompletableFuture<Scores>>> asked = new ArrayList<>();
        for (Span sentence : sentences) {
            Post post = Post.of(request.text().substring(sentence.start(), sentence.end()));
            Map<String, CompletableFuture<Scores>> scores = new LinkedHashMap<>();
            models(request).forEach(name -> scores.put(name, model(name).score(post)));
            asked.add(scores);
        }
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            Map<String, Scores> scores = new LinkedHashMap<>();
            for (Map.Entry<String, CompletableFuture<Scores>> one : asked.get(i).entrySet()) {
                scores.put(one.getKey(), heard(one.getKey(), one.getValue()));
            }
            scored.add(new Scored(sentences.get(i), scores));
        }
        return scored;
    }

    private static Scores heard(String model, CompletableFuture<Scores> answer) throws RefusedException {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NoAnswerException why) {
                throw new RefusedException(
                        Problem.modelUnavailable("the model " + model + " gave no score: " + why.getMessage()));
            }
            throw e;
        }
    }

    private static List<Span> sentences(String text) {
        List<Span> sentences = new ArrayList<>();
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(text);
        int start = 0;
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            int to = sentences.size() == MAX_SPANS - 1 ? text.length() : end;
            if (!text.substring(start, to).isBlank()) {
                sentences.add(new Span(start, to));
            }
            if (to == text.length()) {
                break;
            }
            start = end;
        }
        return sentences;
    }

    private static ObjectNode answer(PerspectiveRequest request, List<Scored> spans, Decided decided)
            throws RefusedException {
        ObjectNode own = Json.read(decided.json());
        ObjectNode json = Json.object();
        ObjectNode attributes = json.putObject("attributeScores");
        for (Map.Entry<PerspectiveAttribute, BigDecimal> asked :
                request.thresholds().entrySet()) {
            String name = score(asked.getKey());
            Integer summary = decided.decision().scores().get(name);
            if (summary == null) {
                throw new RefusedException(Problem.modelUnavailable(
                        "the model " + PerspectiveAttribute.model(name) + " did not answer; the decision "
                                + own.path("decision_id").asText() + " was made without it, and is in the log"));
            }
            if (isAtLeast(summary, asked.getValue())) {
                ObjectNode attribute = attributes.putObject(asked.getKey().attribute());
                ArrayNode array = attribute.putArray("spanScores");
                if (spans.isEmpty()) {
                    span(array, new Span(0, request.text().length()), summary);
                }
                for (Scored one : spans) {
                    Scores scores = Objects.requireNonNull(one.scores().get(PerspectiveAttribute.model(name)));
                    int score = scores.of(PerspectiveAttribute.label(name));
                    if (isAtLeast(score, asked.getValue())) {
                        span(array, one.span(), score);
                    }
                }
                attribute.set("summaryScore", probability(summary));
            }
        }
        ArrayNode languages = json.putArray("languages");
        request.languages().forEach(language -> languages.add(language.tag()));
        ArrayNode detected = json.putArray("detectedLanguages");
        Optional.of(request.detected()).filter(Language::isKnown).ifPresent(language -> detected.add(language.tag()));
        if (request.clientToken() != null) {
            json.put("clientToken", request.clientToken());
        }
        json.set("limpid", own);
        return json;
    }

    private static boolean isAtLeast(int score, BigDecimal threshold) {
        return BigDecimal.valueOf(score, 4).compareTo(threshold) >= 0;
    }

    /** Offsets in UTF-16 units, as Perspective counts them. */
    private static void span(ArrayNode array, Span span, int score) {
        array.addObject().put("begin", span.start()).put("end", span.end()).set("score", probability(score));
    }

    private static ObjectNode probability(int score) {
        ObjectNode json = Json.object();
        json.set("value", Json.score(score));
        return json.put("type", "PROBABILITY");
    }
}
