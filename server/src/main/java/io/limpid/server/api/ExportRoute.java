package io.limpid.server.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/export}: streamed, uncapped. The digest and the checkpoint, which are known at the end only, are trailers:
 * {@code Repr-Digest} (RFC 9530) and {@code Limpid-Checkpoint}, base64 of the signed note.
 */
final class ExportRoute {
    private static final Logger LOG = LoggerFactory.getLogger(ExportRoute.class);

    /** Each holds a thread for as long as its caller takes. */
    private static final int MOST_EXPORTS = 8;

    private final Semaphore under = new Semaphore(MOST_EXPORTS);
    private final Export export;

    ExportRoute(Export export) {
        this.export = export;
    }

    void answer(Context context) throws RefusedException, IOException {
        var parameters = Parameters.of(context, List.of("format", "from", "to"));
        String format = parameters.oneOf(
                "format",
                Arrays.stream(Export.Format.values()).map(Export.Format::id).toList());
        Instant from = Objects.requireNonNullElse(parameters.time("from"), Instant.MIN);
        Instant to = Objects.requireNonNullElse(parameters.time("to"), Instant.MAX);
        parameters.done();
        if (!under.tryAcquire()) {
            throw new RefusedException(Problem.overloaded(MOST_EXPORTS + " exports are under way; try again shortly"));
        }
        try {
            stream(
                    context,
                    format == null
                            ? Export.Format.NDJSON
                            : Export.Format.parse(format).orElseThrow(),
                    from,
                    to);
        } finally {
            under.release();
        }
    }

    private void stream(Context context, Export.Format format, Instant from, Instant to) throws IOException {
        context.contentType(format.type());
        var trailers = new AtomicReference<Map<String, String>>(Map.of());
        context.res().setHeader("Trailer", "Repr-Digest, Limpid-Checkpoint");
        context.res().setTrailerFields(trailers::get);
        Export.Summary done;
        try {
            done = export.write(
                    format, from, to, Gatekeeper.actor(context), context.res().getOutputStream());
        } catch (IOException | RuntimeException e) {
            if (context.res().isCommitted()) {
                LOG.warn("an export broke off", e);
                Connections.breakOff(context);
                return;
            }
            context.res().reset();
            throw e;
        }
        trailers.set(Map.of(
                "Repr-Digest",
                "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(done.sha256())) + ":",
                "Limpid-Checkpoint",
                Base64.getEncoder().encodeToString(done.checkpoint().note().getBytes(StandardCharsets.UTF_8))));
        context.res().getOutputStream().close();
    }
}
