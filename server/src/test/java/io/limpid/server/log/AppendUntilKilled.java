package io.limpid.server.log;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;

/** Appends decisions from a few threads without end, and prints {@code ack ID INDEX HASH.} for each once it is acknowledged. */
final class AppendUntilKilled {
    private AppendUntilKilled() {}

    public static void main(String[] args) {
        PrintStream out = System.out;
        DecisionLog log;
        try {
            log = DecisionLog.open(Path.of(args[0]), LogSettings.defaults(), Clock.systemUTC());
        } catch (LogRefusedException e) {
            out.println("refused " + e.getMessage() + ".");
            return;
        }
        for (int i = 0; i < 8; i++) {
            new Thread(() -> {
                        while (true) {
                            String id = DecisionLog.newDecisionId();
                            Position position = Decisions.await(log.append(Decisions.keyed(id, "key-" + id, "body")));
                            out.println("ack " + id + " " + position.index() + " " + position.leafHash() + ".");
                        }
                    })
                    .start();
        }
    }
}
