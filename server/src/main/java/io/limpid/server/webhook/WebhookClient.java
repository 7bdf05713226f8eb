package io.limpid.server.webhook;

import io.limpid.server.log.IoErrors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages, and is not to be led astray by whoever says where to: it follows no redirect, keeps no cookie, uses no proxy,
 * reads little of an answer, and connects to the very addresses that it has looked at. Safe for many threads.
 */
final class WebhookClient implements AutoCloseable {
    /** How long an endpoint has in all, from looking up its name to its answer. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The request ends by itself; this is for whatever keeps it from that. */
    private static final Duration MORE = Duration.ofSeconds(5);

    private static final long MOST_ANSWER_BYTES = 64 << 10;
    private static final int MOST_HEADER_BYTES = 16 << 10;
    private static final int CONNECTIONS = 4;
    private static final int THREADS = 16;
    private static final int GONE = 410;

    private final boolean privateAddresses;
    private final Duration patience;
    private final HttpClient http = new HttpClient();

    /**
     * What became of a message.
     *
     * @param taken whether the receiver has it
     * @param gone whether it says that it will take none any more
     * @param failure why it was not taken; empty if it was
     */
    record Outcome(boolean taken, boolean gone, String failure) {
        private static Outcome failed(String why) {
            return new Outcome(false, false, why);
        }

        private static Outcome answered(int status) {
            return new Outcome(
                    status / 100 == 2,
                    status == GONE,
                    status / 100 == 3
                            ? "it answered " + status + ", and redirects are not followed"
                            : "it answered " + status);
        }
    }

    /** An address that no message goes to. */
    private static final class RefusedAddressException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedAddressException(String why) {
            super(why);
        }
    }

    /**
     * A client that has begun.
     *
     * @param privateAddresses whether messages go to addresses that the public network does not reach
     * @param patience how long an endpoint has in all
     */
    WebhookClient(boolean privateAddresses, Duration patience) {
        this.privateAddresses = privateAddresses;
        this.patience = patience;
        var threads = new QueuedThreadPool(THREADS);
        threads.setName("limpid-webhook-http");
        threads.setDaemon(true);
        var timer = new ScheduledExecutorScheduler("limpid-webhook-timer", true);
        http.setExecutor(threads);
        http.setScheduler(timer);
        http.setSocketAddressResolver(resolver(threads, timer));
        http.setFollowRedirects(false);
        http.setHttpCookieStore(new HttpCookieStore.Empty());
        http.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "limpid"));
        http.setConnectTimeout(patience.toMillis());
        http.setIdleTimeout(patience.toMillis());
        http.setMaxConnectionsPerDestination(CONNECTIONS);
        http.setMaxResponseHeadersSize(MOST_HEADER_BYTES);
        try {
            http.start();
        } catch (Exception e) {
            throw new IllegalStateException("the sender of webhooks does not start", e);
        }
        // Nothing of an answer is read, so none has to come compressed.
        http.getContentDecoderFactories().clear();
    }

    /** Hands the connection the addresses that were looked at: a name that is looked up twice can mean two things. */
    private SocketAddressResolver resolver(QueuedThreadPool threads, Scheduler timer) {
        var names = new SocketAddressResolver.Async(threads, timer, patience.toMillis());
        return (host, port, context, promise) ->
                names.resolve(host, port, context, Promise.from(found -> check(found, promise), promise::failed));
    }

    private void check(List<InetSocketAddress> found, Promise<List<InetSocketAddress>> promise) {
        String obstacle = obstacle(found, privateAddresses);
        if (obstacle.isEmpty()) {
            promise.succeeded(found);
        } else {
            promise.failed(new RefusedAddressException(obstacle));
        }
    }

    /** Why one of the addresses of a host will not do; empty if all will. */
    static String obstacle(List<InetSocketAddress> found, boolean privateAddresses) {
        return found.stream()
                .map(InetSocketAddress::getAddress)
                .map(address -> Addresses.obstacle(address, privateAddresses))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
    }

    /**
     * Sends a message and waits for what becomes of it, some ten seconds at most.
     *
     * @param headers beside those of HTTP
     */
    Outcome send(Endpoint endpoint, Map<String, String> headers, String body) throws InterruptedException {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        var read = new AtomicLong();
        Request request = http.newRequest(endpoint.url())
                .method(HttpMethod.POST)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .headers(fields -> headers.forEach(fields::put))
                .body(new StringRequestContent("application/json", body))
                .onResponseHeaders(response -> status.complete(response.getStatus()))
                .onResponseContent((response, content) -> {
                    if (read.addAndGet(content.remaining()) > MOST_ANSWER_BYTES) {
                        var unused = response.abort(new IOException("an answer that is too long"));
                    }
                });
        // What counts is the status; the rest may come or not.
        request.send(result -> {
            if (result.isFailed()) {
                status.completeExceptionally(result.getFailure());
            }
        });
        try {
            return Outcome.answered(status.get(patience.plus(MORE).toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            return Outcome.failed(why(e.getCause()));
        } catch (TimeoutException e) {
            var unused = request.abort(e);
            return Outcome.failed(why(e));
        } catch (InterruptedException e) {
            var unused = request.abort(e);
            throw e;
        }
    }

    /** Without the address, whose path may be a secret, and which stands in many a message of the HTTP library. */
    private String why(@Nullable Throwable cause) {
        if (cause instanceof TimeoutException) {
            return "it did not answer within " + patience.toSeconds() + " seconds";
        }
        if (cause instanceof UnknownHostException) {
            return "its host is not known";
        }
        if (cause instanceof SSLException tls) {
            return "no TLS connection: " + IoErrors.why(tls);
        }
        if (cause instanceof RefusedAddressException || cause instanceof SocketException) {
            return IoErrors.why((IOException) cause);
        }
        return cause instanceof IOException ? "the connection broke off" : "it cannot be reached";
    }

    @Override
    public void close() {
        try {
            http.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the sender of webhooks does not stop", e);
        }
    }
}
