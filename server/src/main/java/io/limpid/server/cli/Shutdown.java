package io.limpid.server.cli;

import java.time.Duration;

/** Ends a service when the process is told to end. */
final class Shutdown {
    /** Whoever sent SIGTERM waits some fifteen seconds before they send SIGKILL. */
    private static final Duration PATIENCE = Duration.ofSeconds(14);

    private Shutdown() {}

    /** From now on SIGTERM and Ctrl-C stop the service, and the process ends with 0. */
    static void stopsWithZero(Service service, Console console) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(service, console), "shutdown"));
    }

    /* A process that a signal ends has exit code 143 or 130, unless a hook halts it with another one. */
    private static void end(Service service, Console console) {
        var stopping = new Thread(service::stop, "stop");
        stopping.setDaemon(true);
        stopping.start();
        int code = ExitCode.FINE;
        try {
            stopping.join(PATIENCE.toMillis());
            if (stopping.isAlive()) {
                console.say("limpid: not everything was answered within " + PATIENCE.toSeconds() + " s");
                code = ExitCode.DOES_NOT_HOLD;
            }
        } catch (InterruptedException e) {
            code = ExitCode.DOES_NOT_HOLD;
        }
        console.out().flush();
        console.err().flush();
        Runtime.getRuntime().halt(code);
    }
}
