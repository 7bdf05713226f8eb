package io.limpid.server.log;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Appends decisions from eight threads, or as many as it is told, without end, and prints {@code ack ID INDEX HASH.} for each once it is acknowledged; prints {@code unavailable.} where it is not, and goes on. */
final class AppendUntilKilled {
    private AppendUntilKilled() {}

    public static void main(String[] args) {
        PrintStream out = System.out;
        DecisionLog log;
        try {
            log = DecisionLog.open(LogPlace.alone(Path.of(args[0])), LogSettings.defaults(), Clock.systemUTC());
        } catch (LogRefusedException e) {
            out.println("refused " + e.getMessage() + ".");
            return;
        }
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        while (true) {
                            append(log, out);
                        }
                    })
                    .start();
        }
    }

    private static void append(DecisionLog log, PrintStream out) {
        String id = DecisionLog.newDecisionId();
        try {
            Position position = Decisions.await(log.append(Decisions.keyed(
                    Decisions.decision(
                            id, Instant.now(), "hold", List.of("spam.contact-funnel"), "en", Decisions.AUTHOR),
                    "key-" + id,
                    "body")));
            out.println("ack " + id + " " + position.index() + " " + position.leafHash() + ".");
        } catch (LogUnavailableException e) {
            out.println("unavailable.");
            LockSupport.parkNanos(20_000_000);
        }
    }
}
