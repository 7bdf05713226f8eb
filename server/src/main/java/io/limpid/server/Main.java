package io.limpid.server;

/** The {@code limpid} program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
