package io.limpid.server.log;

import java.io.IOException;

/** The program that shows, and may change, what the operating system is asked for. */
final class Strace {
    private Strace() {}

    /** Whether it is there and may trace. */
    static boolean works() {
        try {
            Process tried = new ProcessBuilder("strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "true")
                    .redirectErrorStream(true)
                    .start();
            tried.getInputStream().readAllBytes();
            return tried.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
