package io.limpid.server.api;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/** What is done to the connection under a request, and what is heard of it. */
final class Connections {
    private Connections() {}

    /** Does something when a request is over, however it ended. */
    static void whenOver(Context context, Runnable then) {
        Request.addCompletionListener(
                ServletContextRequest.getServletContextRequest(context.req()), failure -> then.run());
    }

    /** Closes it in the middle of the answer: with a proper end it would look like all of it. */
    static void breakOff(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
