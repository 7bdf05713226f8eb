package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.access.Role;
import io.limpid.server.api.SampleRules;
import io.limpid.server.cli.Ran;
import io.limpid.server.publish.MaintainerKey;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A service that asks for keys, with the sample ruleset and one key of each role; it trusts the maintainer ann. */
final class KeyedService implements AutoCloseable {
    final MaintainerKey ann;
    final RunningServer server;
    private final Map<Role, String> tokens = new EnumMap<>(Role.class);
    private final Client stranger;

    KeyedService(Path folder) {
        SampleRules.writeTo(folder.resolve("rulesets"));
        Path key = folder.resolve("ann");
        MaintainerKey.generate(key, "ann");
        ann = MaintainerKey.read(key);
        for (Role role : Role.values()) {
            Ran made = Commands.run(
                    "keys",
                    "create",
                    "--data",
                    folder.resolve("data").toString(),
                    "--role",
                    role.id(),
                    "--name",
                    role.id());
            assertThat(made.code()).as(made.err()).isZero();
            tokens.put(role, made.out().strip());
        }
        server = TestConfig.in(folder)
                .withMaintainers(List.of(folder.resolve("ann.pub").toString()))
                .notOpen()
                .start();
        stranger = new Client(server);
    }

    String token(Role role) {
        return tokens.getOrDefault(role, "");
    }

    Client as(Role role) {
        return stranger.with(token(role));
    }

    Client stranger() {
        return stranger;
    }

    @Override
    public void close() {
        server.close();
    }
}
