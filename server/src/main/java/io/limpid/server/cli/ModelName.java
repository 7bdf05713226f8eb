package io.limpid.server.cli;

/** The models that can be trained; named as on the command line. */
enum ModelName {
    spam,
    rumour,
    rights
}
