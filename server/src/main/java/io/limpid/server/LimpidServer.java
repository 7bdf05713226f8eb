package io.limpid.server;

import com.google.common.base.Throwables;
import io.javalin.Javalin;
import io.javalin.router.ParsedEndpoint;
import io.javalin.security.Roles;
import io.javalin.util.JavalinException;
import io.limpid.ContentFilter;
import io.limpid.Engine;
import io.limpid.Surroundings;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.server.access.KeyStore;
import io.limpid.server.access.Keys;
import io.limpid.server.access.Throttle;
import io.limpid.server.api.Access;
import io.limpid.server.api.Api;
import io.limpid.server.api.Moderator;
import io.limpid.server.cli.NativeEngine;
import io.limpid.server.config.ServerConfig;
import io.limpid.server.config.StartRefusedException;
import io.limpid.server.log.ContentShredder;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.IoErrors;
import io.limpid.server.log.LogRefusedException;
import io.limpid.server.log.LogSettings;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.publish.BacktestStore;
import io.limpid.server.publish.BrakeWatch;
import io.limpid.server.publish.Brakes;
import io.limpid.server.publish.Figures;
import io.limpid.server.publish.FolderDifferences;
import io.limpid.server.publish.InForceNotes;
import io.limpid.server.publish.LoggedSteps;
import io.limpid.server.publish.Publisher;
import io.limpid.server.publish.PublishingException;
import io.limpid.server.publish.RulesetCatalog;
import io.limpid.server.publish.RulesetSource;
import io.limpid.server.publish.RulesetStart;
import io.limpid.server.publish.RulesetStore;
import io.limpid.server.sqlite.StoreUnavailableException;
import io.limpid.server.web.Rulebook;
import io.limpid.server.webhook.WebhookStore;
import io.limpid.server.webhook.Webhooks;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.BatchingClassifier.Patience;
import io.limpid.signal.classifier.Model;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.classifier.ModelFile;
import io.limpid.text.Post;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts of the service together. */
public final class LimpidServer {
    private static final Logger LOG = LoggerFactory.getLogger(LimpidServer.class);

    /**
     * Each batch under way holds one; single posts give theirs back while their record is written. There are more than requests and
     * batches may be under way, so that who is one too many is told so at once.
     */
    private static final int HTTP_THREADS = 256;

    private static final List<String> WARM_UP = List.of(
            "Add me on Telegram: https://example.com/win +1 202 555 0147, 192.0.2.1, me@example.com, 4111 1111 1111 1111",
            "加微信 abc12345 領取獎品，电话 13800138000，网址 example.cn，谢谢大家的支持",
            "Does anybody know whether the library opens on Sunday? I have three books to bring back.");

    private LimpidServer() {}

    /**
     * Starts a server; it is ready to answer when this returns.
     *
     * @throws StartRefusedException if it cannot start
     */
    public static RunningServer start(ServerConfig config) {
        return start(config, Clock.systemUTC());
    }

    static RunningServer start(ServerConfig config, Clock clock) {
        Talk.as(config.logs());
        try {
            // A folder of broken rulesets must not leave a data folder behind.
            if (!RulesetStore.exists(config.place().data())) {
                read(config);
            }
            // Nor shall files that will not do leave an entry behind.
            config.listening().tls().ifPresent(Certificates::keyStore);
            SqliteLibrary.load();
            checkKeys(config, clock);
            DecisionLog log = DecisionLog.open(config.place(), LogSettings.defaults(), clock);
            try {
                RulesetStore store = RulesetStore.open(config.place().data());
                var meters = new Meters();
                List<BatchingClassifier> classifiers = classifiers(config, meters);
                try {
                    return serve(config, clock, meters, log, store, classifiers);
                } catch (RulesetRejectedException | RuntimeException e) {
                    classifiers.forEach(BatchingClassifier::close);
                    store.close();
                    throw e;
                }
            } catch (RulesetRejectedException | RuntimeException e) {
                log.close();
                throw e;
            }
        } catch (RulesetRejectedException
                | LogRefusedException
                | LogUnavailableException
                | PublishingException
                | StoreUnavailableException
                | UncheckedIOException
                | CompletionException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Nobody could do anything with a service that has no key and asks for one. */
    private static void checkKeys(ServerConfig config, Clock clock) {
        if (config.listening().open()) {
            return;
        }
        Path data = config.place().data();
        boolean some = false;
        if (KeyStore.exists(data)) {
            try (var keys = KeyStore.open(data, clock)) {
                some = keys.hasValidKey();
            }
        }
        if (!some) {
            throw new StartRefusedException(
                    "there is no key yet that callers could show. Make the first: limpid keys create --data " + data
                            + " --role admin --name YOU, or let everybody on this machine in with --open",
                    null);
        }
    }

    private static RunningServer serve(
            ServerConfig config,
            Clock clock,
            Meters meters,
            DecisionLog log,
            RulesetStore store,
            List<BatchingClassifier> classifiers)
            throws RulesetRejectedException {
        var figures = new Figures(store, log);
        var catalog = new RulesetCatalog(store, descriptions(config), figures);
        var steps = new LoggedSteps(store, log);
        var start = new RulesetStart(store, log, steps, clock, catalog, classifiers, figures);
        putInForce(config, catalog, start);
        var publisher =
                new Publisher(store, steps, log.origin(), clock, catalog, config.maintainers(), classifiers, figures);
        note(config, new InForceNotes(store, log));
        warmUp(catalog.filter());
        var draining = new AtomicBoolean();
        var requests = new GracefulHandler();
        var threads = new QueuedThreadPool(HTTP_THREADS);
        threads.setName("limpid-http");
        var brakes = new Brakes(store, steps, clock, catalog, meters.registry());
        var watch = new BrakeWatch(catalog, brakes, clock);
        var moderator = new Moderator(
                catalog.filter(),
                log,
                clock,
                threads,
                decision -> {
                    meters.decided(decision);
                    figures.observe(decision);
                    watch.observe(decision);
                },
                config.models()::onFailureOf);
        catalog.setDecider(filter -> {
            moderator.decideBy(filter);
            watch.look();
        });
        var backtests = new BacktestStore(store);
        Optional<Keys> keys = config.listening().open()
                ? Optional.empty()
                : Optional.of(new Keys(KeyStore.open(config.place().data(), clock), log, clock));
        keys.ifPresent(Keys::settle);
        var webhooks = new Webhooks(
                WebhookStore.open(config.place().data(), clock),
                config.webhooks(),
                log,
                steps::settledUpTo,
                clock,
                meters.registry());
        var throttle = new Throttle(config.limits());
        meters.watch(log);
        meters.watch(throttle, threads, moderator);
        var api = new Api(new Api.Parts(
                moderator,
                log,
                catalog,
                publisher,
                brakes,
                watch,
                backtests,
                classifiers,
                meters.registry(),
                keys,
                throttle,
                config.limits().batchLines(),
                webhooks,
                draining::get));
        Javalin javalin = WebServer.create(config.listening(), config.limits(), requests, threads, routes -> {
            api.addTo(routes);
            new Rulebook(catalog, clock).addTo(routes, Access.EVERYBODY);
        });
        checkRoles(javalin);
        try {
            if (config.listening().tls().isPresent()) {
                javalin.start();
            } else {
                javalin.start(config.listening().host(), config.listening().port());
            }
        } catch (JavalinException e) {
            javalin.stop();
            throw new StartRefusedException(
                    "cannot listen on " + config.listening().host() + ":"
                            + config.listening().port() + ": " + why(e),
                    e);
        }
        var shredder = new ContentShredder(log, config.retention(), clock);
        shredder.start();
        figures.start();
        webhooks.start();
        List<Runnable> closing = new ArrayList<>();
        closing.add(api::close);
        closing.add(watch::close);
        classifiers.forEach(classifier -> closing.add(classifier::close));
        closing.add(shredder::close);
        closing.add(figures::close);
        closing.add(webhooks::close);
        closing.add(store::close);
        keys.ifPresent(known -> closing.add(known::close));
        closing.add(log::close);
        closing.add(meters::close);
        return new RunningServer(config.listening(), javalin, requests, draining, classifiers, closing);
    }

    /** A route that says nothing of who may use it is a mistake that must not wait for somebody to find it. */
    private static void checkRoles(Javalin javalin) {
        for (ParsedEndpoint route : javalin.unsafe.internalRouter.allHttpHandlers()) {
            Roles roles = route.endpoint.metadata(Roles.class);
            if (route.endpoint.method.isHttpMethod()
                    && (roles == null || roles.getRoles().isEmpty())) {
                throw new IllegalStateException(
                        "the route " + route.endpoint.method + " " + route.endpoint.path + " says not whom it is for");
            }
        }
    }

    /** The models, which load from now on while all else goes its way. */
    private static List<BatchingClassifier> classifiers(ServerConfig config, Meters meters) {
        var patience = new Patience(Patience.OF_CALLERS.queue(), config.models().deadlineMillis());
        List<BatchingClassifier> classifiers = config.models().files().stream()
                .map(file -> new BatchingClassifier(file.description(), () -> meters.watched(load(file)), patience))
                .toList();
        for (BatchingClassifier classifier : classifiers) {
            String name = classifier.model().name();
            var unused = classifier.load().whenComplete((loaded, failure) -> {
                if (failure == null) {
                    LOG.info("the model {} is loaded", name);
                } else {
                    LOG.error("the model {} cannot be loaded: {}", name, failure.getMessage());
                }
            });
        }
        return classifiers;
    }

    /** Loads a model and lets it score a few posts, so that the first caller does not wait for what happens only once. */
    private static Model load(ModelFile file) {
        Model model = NativeEngine.load(file);
        model.score(WARM_UP.stream().map(Post::of).toList());
        return model;
    }

    private static List<ModelDescription> descriptions(ServerConfig config) {
        return config.models().files().stream().map(ModelFile::description).toList();
    }

    /** What the system says: the port is taken, or needs a privilege, or the address is no own one. */
    private static String why(JavalinException e) {
        return Throwables.getCausalChain(e).stream()
                .filter(SocketException.class::isInstance)
                .map(cause -> IoErrors.why((SocketException) cause))
                .findFirst()
                .orElse("the web server does not start");
    }

    private static List<RulesetSource> read(ServerConfig config) throws RulesetRejectedException {
        List<RulesetSource> sources = RulesetSource.readAll(config.rulesets(), descriptions(config));
        if (sources.isEmpty()) {
            throw new StartRefusedException(
                    "there is no ruleset in " + config.rulesets() + "; a ruleset is a folder with a ruleset.yaml",
                    null);
        }
        return sources;
    }

    /** Logs which models and settings decide from now on, where they are not those of the last start. */
    private static void note(ServerConfig config, InForceNotes notes) {
        notes.noteEnds(
                "model_activation",
                descriptions(config).stream().map(ModelDescription::name).toList(),
                "model_deactivation",
                (name, digest) -> Map.of("name", name, "digest", digest));
        for (ModelDescription model : descriptions(config)) {
            notes.note(
                    "model_activation",
                    model.name(),
                    model.digest(),
                    Map.of("name", model.name(), "digest", model.digest()));
        }
        Map<String, Object> settings = new TreeMap<>();
        settings.put("keys_required", !config.listening().open());
        settings.put("model_deadline_ms", config.models().deadlineMillis());
        settings.put("engine", Engine.describe());
        settings.put("content_kept_days", config.retention().days());
        notes.note("config_change", "server", settings.toString(), settings);
    }

    /** What the store has in force stays so; a first start puts in force what the folder holds. */
    private static void putInForce(ServerConfig config, RulesetCatalog catalog, RulesetStart start)
            throws RulesetRejectedException {
        start.resume();
        if (catalog.active().isEmpty()) {
            start.firstStart(read(config));
            return;
        }
        try {
            FolderDifferences.between(catalog.active(), config.rulesets()).forEach(LOG::warn);
        } catch (UncheckedIOException e) {
            LOG.warn("the rulesets in force are those of the data folder; {}", e.getMessage());
        }
        start.reconcile();
    }

    /** Decides on a few posts, so that every table and model is in memory before the first caller waits for it. */
    private static void warmUp(ContentFilter filter) {
        for (String text : WARM_UP) {
            filter.decide(Post.of(text), Surroundings.NONE);
        }
    }
}
