package io.limpid.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.limpid.server.config.ServerConfig.LogFormat;
import io.limpid.server.config.ServerConfig.Logs;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** How the service talks on standard error. Text, as {@code logback.xml} has it, until it is told otherwise. */
final class Talk {
    private static final String REQUESTS = "io.limpid.requests";

    private Talk() {}

    /** Talks as it is set from now on. Does nothing where another program's logging is in place. */
    static void as(Logs logs) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            return;
        }
        context.getLogger(REQUESTS).setLevel(logs.requests() ? Level.INFO : Level.OFF);
        Appender<ILoggingEvent> appender =
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        if (logs.format() == LogFormat.JSON && appender instanceof OutputStreamAppender<ILoggingEvent> out) {
            var encoder = new JsonLines();
            encoder.setContext(context);
            encoder.start();
            out.setEncoder(encoder);
        }
    }
}
