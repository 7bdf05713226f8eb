package io.limpid.server.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.security.RouteRole;
import io.limpid.Case;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.rule.Ruleset;
import io.limpid.server.publish.PublishedRules;
import io.limpid.server.web.Shelf.Standing;
import io.limpid.server.web.Shelf.Volume;
import io.limpid.signal.keyword.KeywordList;
import io.limpid.text.Post;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rulebook: pages for everybody about what is published, a form that tells what the rules would make of a text, and a page
 * about the interface for programs.
 *
 * <p>Safe for many threads. Nothing that a reader sends is kept or logged.
 */
public final class Rulebook {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
                    + " base-uri 'none'; frame-ancestors 'none'";

    /** A text of the most code points, each of four bytes written as {@code %F0%9F%98%80}, has 120 000 bytes. */
    private static final int MOST_BYTES = 256 << 10;

    /** Forms that are being read at a time. */
    private static final int MOST_BODIES = 16;

    private final Semaphore bodies = new Semaphore(MOST_BODIES);

    private final Shelf shelf;
    private final Clock clock;
    private final Disclosure disclosure;
    private final TryLimit limit;
    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Rulebook.class.getClassLoader(), "io.limpid.server.web");

    /**
     * Pages over what is published.
     *
     * @param rules what is published; asked anew for each page
     * @param clock for the limit on tries
     */
    public Rulebook(PublishedRules rules, Clock clock) {
        this(rules, clock, ruleset -> ruleset.governance().disclosed());
    }

    Rulebook(PublishedRules rules, Clock clock, Disclosure disclosure) {
        this.shelf = new Shelf(rules);
        this.clock = clock;
        this.disclosure = disclosure;
        this.limit = new TryLimit(clock);
    }

    /**
     * Adds the routes.
     *
     * @param everybody the role of routes that ask for no key
     */
    public void addTo(RoutesConfig routes, RouteRole everybody) {
        routes.get("/rulebook", this::index, everybody);
        routes.get(Stylesheet.PATH, Rulebook::style, everybody);
        routes.get(Feed.PATH, this::feed, everybody);
        routes.get(
                ChangesPage.PATH,
                context -> {
                    View view = view(context, ChangesPage.PATH, Map.of());
                    page(context, 200, "changes", ChangesPage.of(titled(view, "changes.title"), shelf));
                },
                everybody);
        routes.get(TryPage.PATH, this::form, everybody);
        routes.post(TryPage.PATH, this::tryText, everybody);
        routes.get("/rulebook/lists/{ruleset}/{list}", this::list, everybody);
        routes.get("/rulebook/{rule}", this::rule, everybody);
        routes.get(
                DocsPage.PATH,
                context -> {
                    View view = view(context, DocsPage.PATH, Map.of());
                    page(context, 200, "docs", DocsPage.of(titled(view, "docs.title")));
                },
                everybody);
    }

    private void index(Context context) {
        Search search = Search.of(
                parameter(context, "q"),
                parameter(context, "category"),
                parameter(context, "language"),
                parameter(context, "stage"));
        int page = number(context, "page");
        View view = view(context, "/rulebook", IndexPage.parameters(search, page));
        page(context, 200, "index", IndexPage.of(titled(view, "index.title"), shelf, search, page));
    }

    private void rule(Context context) {
        String id = context.pathParam("rule");
        String version = parameter(context, "version").orElse(null);
        View view = view(context, Links.rule(id), version == null ? Map.of() : Map.of("version", version));
        Optional<Standing> standing = shelf.rule(id, version);
        if (standing.isEmpty()) {
            notFound(context, view, version == null ? "missing.rule" : "missing.version");
            return;
        }
        String title = standing.get().rule().title().in(view.words().tag());
        page(context, 200, "rule", RulePage.of(view.titled(title), standing.get(), shelf));
    }

    private void list(Context context) {
        String ruleset = context.pathParam("ruleset");
        String name = context.pathParam("list");
        int page = number(context, "page");
        String version = parameter(context, "version").orElse(null);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("version", version == null ? "" : version);
        parameters.put("page", page <= 1 ? "" : Integer.toString(page));
        View view = view(context, Links.list(ruleset, name), parameters);
        Optional<Volume> volume = shelf.list(ruleset, name, version);
        KeywordList list =
                volume.map(found -> found.ruleset().lists().get(name)).orElse(null);
        if (volume.isEmpty() || list == null) {
            notFound(context, view, "missing.list");
            return;
        }
        page(context, 200, "list", listPage(view, volume.get(), list, page));
    }

    private ListPage listPage(View view, Volume volume, KeywordList list, int page) {
        Ruleset ruleset = volume.ruleset();
        Words words = view.words();
        return new ListPage(
                view.titled(words.say("list.title", list.name())),
                volume,
                list,
                ruleset.files().getOrDefault("lists/" + list.name() + ".txt", ""),
                disclosure.disclosed(ruleset) && !closed().contains(ruleset.name()),
                IndexPage.rows(
                        ruleset.rules().stream()
                                .filter(rule -> SignalRow.uses(rule, list.name()))
                                .map(rule -> new Standing(volume, rule))
                                .toList(),
                        words.language()),
                Pager.of(list.entries().size(), ListPage.PAGE_SIZE, page));
    }

    private void feed(Context context) {
        View view = view(context, Feed.PATH, Map.of());
        headers(context);
        context.contentType(Feed.CONTENT_TYPE).result(Feed.of(view, shelf, clock.instant()));
    }

    private static void style(Context context) {
        headers(context);
        boolean isThis = Stylesheet.VERSION.equals(context.queryParam("v"));
        context.header("Cache-Control", isThis ? "public, max-age=31536000, immutable" : "no-cache");
        context.contentType("text/css; charset=utf-8").result(Stylesheet.TEXT);
    }

    private void form(Context context) {
        View view = titled(view(context, TryPage.PATH, Map.of()), "try.title");
        tried(context, 200, view, Map.of(), "", Optional.empty());
    }

    private void tryText(Context context) throws IOException {
        View view = titled(view(context, TryPage.PATH, Map.of()), "try.title");
        Words words = view.words();
        String type = Objects.requireNonNullElse(context.req().getContentType(), "");
        if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(Form.TYPE)) {
            tried(context, 415, view, Map.of(), words.say("try.wrong-type"), Optional.empty());
            return;
        }
        // A body that is not small comes at its sender's pace, and holds a thread meanwhile.
        if (!bodies.tryAcquire()) {
            context.header("Connection", "close").header("Retry-After", "1");
            tried(context, 429, view, Map.of(), words.count("try.too-often", 1), Optional.empty());
            return;
        }
        byte[] body;
        try {
            body = context.req().getInputStream().readNBytes(MOST_BYTES + 1);
        } finally {
            bodies.release();
        }
        if (body.length > MOST_BYTES) {
            context.header("Connection", "close");
            tried(
                    context,
                    413,
                    view,
                    Map.of(),
                    words.say("try.far-too-long", TryPage.MOST_CODE_POINTS),
                    Optional.empty());
            return;
        }
        Map<String, String> fields;
        try {
            fields = Form.read(body);
        } catch (IllegalArgumentException e) {
            tried(context, 400, view, Map.of(), words.say("try.no-form"), Optional.empty());
            return;
        }
        decide(context, view, fields);
    }

    private void decide(Context context, View view, Map<String, String> sent) {
        Words words = view.words();
        Map<String, String> fields = new LinkedHashMap<>(sent);
        // Browsers send line ends as CR LF.
        String text = sent.getOrDefault("text", "").replace("\r\n", "\n");
        fields.put("text", text);
        int length = text.codePointCount(0, text.length());
        if (text.isBlank()) {
            tried(context, 400, view, fields, words.say("try.empty"), Optional.empty());
            return;
        }
        if (length > TryPage.MOST_CODE_POINTS) {
            tried(
                    context,
                    413,
                    view,
                    fields,
                    words.say("try.too-long", length, TryPage.MOST_CODE_POINTS),
                    Optional.empty());
            return;
        }
        Post post;
        try {
            String language = sent.getOrDefault("language", "").strip();
            post = language.isEmpty() ? Post.of(text) : Post.of(text).withLanguage(language);
        } catch (IllegalArgumentException e) {
            tried(context, 400, view, fields, words.say("try.no-language"), Optional.empty());
            return;
        }
        Optional<Duration> refusal = limit.refusal(context.ip());
        if (refusal.isPresent()) {
            long seconds = Math.max(1, (refusal.get().toMillis() + 999) / 1_000);
            context.header("Retry-After", Long.toString(seconds));
            tried(context, 429, view, fields, words.count("try.too-often", seconds), Optional.empty());
            return;
        }
        Decision decision = shelf.published().filter().decide(new Case(post, Surroundings.NONE, true));
        tried(context, 200, view, fields, "", Optional.of(Tried.of(decision, post, words, closed())));
    }

    /** Names of the rulesets whose lists are closed. What one version in use closes, an older one does not open. */
    private Set<String> closed() {
        return shelf.inUse().stream()
                .map(Volume::ruleset)
                .filter(ruleset -> !disclosure.disclosed(ruleset))
                .map(Ruleset::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void tried(
            Context context, int status, View view, Map<String, String> fields, String error, Optional<Tried> tried) {
        View shown = error.isEmpty()
                ? tried.map(done -> view.titled(view.words()
                                .say(
                                        "try.result-title",
                                        view.words()
                                                .say("action."
                                                        + done.decision()
                                                                .action()
                                                                .id()))))
                        .orElse(view)
                : view.titled(view.words().say("try.error-title"));
        List<String> languages = Search.languages(shelf.rules());
        page(
                context,
                status,
                "tryit",
                new TryPage(
                        shown,
                        languages,
                        fields.getOrDefault("text", ""),
                        fields.getOrDefault("language", ""),
                        error,
                        tried));
        context.header("Cache-Control", "no-store");
    }

    private void notFound(Context context, View view, String key) {
        page(
                context,
                404,
                "message",
                new MessagePage(titled(view, "missing.title"), view.words().say(key)));
    }

    private void page(Context context, int status, String template, Object model) {
        var out = new StringOutput();
        templates.render(template + ".jte", model, out);
        headers(context);
        context.header("Vary", "Accept-Language");
        context.header("Cache-Control", "no-cache");
        context.status(status).contentType(HTML).result(out.toString());
    }

    private static void headers(Context context) {
        context.header("Content-Security-Policy", POLICY);
        context.header("X-Content-Type-Options", "nosniff");
        // With "no-referrer" browsers would send the form as if from nowhere, and who guards the service would refuse
        // it.
        context.header("Referrer-Policy", "same-origin");
    }

    private static View titled(View view, String key) {
        return view.titled(view.words().say(key));
    }

    private static View view(Context context, String path, Map<String, String> parameters) {
        Optional<ReaderLanguage> chosen = ReaderLanguage.parse(context.queryParam("lang"));
        ReaderLanguage language = chosen.orElseGet(() -> ReaderLanguage.accepted(context.header("Accept-Language")));
        return new View(Words.in(language), chosen.isPresent(), "", path, parameters);
    }

    private static Optional<String> parameter(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isEmpty());
    }

    /** A page's number; 1 where none is given, or what is given is no number. */
    private static int number(Context context, String name) {
        @Nullable String text = context.queryParam(name);
        return text != null && text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 1;
    }
}
