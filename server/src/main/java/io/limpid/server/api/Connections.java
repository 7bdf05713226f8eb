package io.limpid.server.api;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** What is done to the connection under a request. */
final class Connections {
    private Connections() {}

    /** Closes it in the middle of the answer: with a proper end it would look like all of it. */
    static void breakOff(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
