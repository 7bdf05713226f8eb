package io.limpid.server;

import io.limpid.server.access.Limits;
import io.limpid.server.access.OnFailure;
import io.limpid.server.config.ServerConfig;
import io.limpid.server.config.ServerConfig.Listening;
import io.limpid.server.config.ServerConfig.Logs;
import io.limpid.server.config.ServerConfig.ModelSettings;
import io.limpid.server.config.TlsFiles;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Maintainers;
import io.limpid.server.webhook.WebhookSettings;
import io.limpid.signal.classifier.ModelFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the server of a test runs: open, on a free port, for good and alone, unless the test says otherwise.
 *
 * <p>The only place of the tests that writes a {@link ServerConfig} out.
 */
final class TestConfig {
    private String host = "127.0.0.1";
    private int port = 0;
    private LogPlace place;
    private Path rulesets;
    private List<ModelFile> models = List.of();
    private int modelMillis = 200;
    private Retention retention = Retention.FOR_GOOD;
    private Maintainers maintainers = Maintainers.NONE;
    private WebhookSettings webhooks = WebhookSettings.NONE;
    private Limits limits = Limits.USUAL;
    private OnFailure onFailure = OnFailure.OPEN;
    private Optional<TlsFiles> tls = Optional.empty();
    private List<String> proxies = List.of();
    private boolean open = true;

    private TestConfig(Path data, Path rulesets) {
        this.place = LogPlace.alone(data);
        this.rulesets = rulesets;
    }

    /** With the log in {@code data} of a folder, and the rulesets in its {@code rulesets}. */
    static TestConfig in(Path folder) {
        return new TestConfig(folder.resolve("data"), folder.resolve("rulesets"));
    }

    TestConfig withHost(String other) {
        host = other;
        return this;
    }

    TestConfig withPort(int other) {
        port = other;
        return this;
    }

    TestConfig withData(Path other) {
        return withPlace(LogPlace.alone(other));
    }

    TestConfig withPlace(LogPlace other) {
        place = other;
        return this;
    }

    TestConfig withRulesets(Path other) {
        rulesets = other;
        return this;
    }

    TestConfig withModels(List<ModelFile> others, int millis) {
        models = others;
        modelMillis = millis;
        return this;
    }

    TestConfig withRetention(Retention other) {
        retention = other;
        return this;
    }

    TestConfig withMaintainers(List<String> keys) {
        maintainers = Maintainers.read(keys);
        return this;
    }

    TestConfig withWebhooks(WebhookSettings others) {
        webhooks = others;
        return this;
    }

    TestConfig withLimits(Limits other) {
        limits = other;
        return this;
    }

    TestConfig withOnFailure(OnFailure other) {
        onFailure = other;
        return this;
    }

    TestConfig withTls(TlsFiles files) {
        tls = Optional.of(files);
        return this;
    }

    TestConfig withProxies(List<String> others) {
        proxies = others;
        return this;
    }

    TestConfig notOpen() {
        open = false;
        return this;
    }

    ServerConfig config() {
        return new ServerConfig(
                new Listening(host, port, open, tls, proxies),
                place,
                rulesets,
                new ModelSettings(models, modelMillis, onFailure, Map.of()),
                retention,
                maintainers,
                webhooks,
                limits,
                Logs.USUAL);
    }

    RunningServer start() {
        return LimpidServer.start(config());
    }

    RunningServer start(Clock clock) {
        return LimpidServer.start(config(), clock);
    }
}
