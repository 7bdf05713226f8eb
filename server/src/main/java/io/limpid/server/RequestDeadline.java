package io.limpid.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off requests that take longer than any should, such as those whose body comes a byte at a time: a connection on which
 * something happens now and then is never idle.
 */
final class RequestDeadline extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(RequestDeadline.class);

    private final long millis;
    private final Set<String> exempt;

    /**
     * A deadline for everything but some paths.
     *
     * @param exempt paths of requests that take as long as their caller does
     */
    RequestDeadline(Duration deadline, Set<String> exempt) {
        this.millis = deadline.toMillis();
        this.exempt = Set.copyOf(exempt);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!exempt.contains(Request.getPathInContext(request))) {
            Scheduler.Task cut = request.getComponents()
                    .getScheduler()
                    .schedule(() -> cutOff(request), millis, TimeUnit.MILLISECONDS);
            Request.addCompletionListener(request, failure -> cut.cancel());
        }
        return super.handle(request, response, callback);
    }

    private static void cutOff(Request request) {
        LOG.debug("a request is cut off");
        request.getConnectionMetaData().getConnection().getEndPoint().close();
    }
}
