package io.limpid.server.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.rule.RulesetFiles;
import io.limpid.server.access.Caller;
import io.limpid.server.access.Throttle;
import io.limpid.server.api.Problem.Fault;
import io.limpid.server.log.Idempotency;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Has posts decided, one by one and line by line. Safe for many threads. */
final class ModerationRoutes {
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";

    private final Moderator moderator;
    private final Bodies bodies;
    private final Throttle throttle;
    private final int batchLines;

    /**
     * The routes.
     *
     * @param batchLines of one batch that are decided and not yet answered
     */
    ModerationRoutes(Moderator moderator, Bodies bodies, Throttle throttle, int batchLines) {
        this.moderator = moderator;
        this.bodies = bodies;
        this.throttle = throttle;
        this.batchLines = batchLines;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/v1/moderate", this::moderate, Access.PLATFORM);
        routes.post(Gatekeeper.BATCH, this::batch, Access.PLATFORM);
    }

    private void moderate(Context context) throws RefusedException, IOException {
        Bodies.checkType(context, JSON);
        byte[] body = bodies.read(context);
        Idempotency idempotency = idempotency(context, body);
        PostRequest request = PostRequest.read(body);
        boolean waits = waitsForCheckpoint(context);
        CompletableFuture<Moderator.Answer> logged =
                moderator.moderate(request, idempotency, Gatekeeper.platform(context));
        CompletableFuture<Moderator.Answer> answer = waits ? logged.thenCompose(moderator::withReceipt) : logged;
        // No thread waits for the disk: with one for each request, waking them would cost more than deciding.
        context.future(() -> answer.thenAccept(done -> {
            if (done.replayed()) {
                context.header("Idempotent-Replayed", "true");
            }
            context.contentType(JSON).result(done.json());
        }));
    }

    private static boolean waitsForCheckpoint(Context context) throws RefusedException {
        String wait = context.queryParam("wait");
        if (wait != null && !wait.equals("checkpoint")) {
            throw new RefusedException(Problem.invalid(
                    List.of(new Fault("/wait", "there is only one thing to wait for: wait=checkpoint"))));
        }
        return wait != null;
    }

    private static @Nullable Idempotency idempotency(Context context, byte[] body) throws RefusedException {
        String key = context.header("Idempotency-Key");
        if (key == null) {
            return null;
        }
        if (key.isBlank() || key.length() > Idempotency.MAX_KEY_LENGTH) {
            throw new RefusedException(Problem.invalid(List.of(new Fault(
                    "", "the header Idempotency-Key has 1 to " + Idempotency.MAX_KEY_LENGTH + " characters"))));
        }
        String platform = Gatekeeper.platform(context);
        return new Idempotency(
                platform == null ? key : platform + "/" + key,
                RulesetFiles.digest(body).getBytes(StandardCharsets.US_ASCII));
    }

    private void batch(Context context) throws RefusedException, IOException {
        Bodies.checkType(context, NDJSON);
        if (context.header("Idempotency-Key") != null) {
            throw new RefusedException(Problem.invalid(List.of(new Fault(
                    "", "a batch takes no Idempotency-Key; send the posts that need one one by one to /v1/moderate"))));
        }
        context.contentType(NDJSON);
        Caller caller = Gatekeeper.caller(context).orElse(null);
        var batch = new Batch(
                moderator,
                Gatekeeper.platform(context),
                batchLines,
                bytes -> throttle.pace(caller, bytes),
                context.req().getInputStream(),
                context.res().getOutputStream());
        if (!batch.run()) {
            Connections.breakOff(context);
        }
    }
}
