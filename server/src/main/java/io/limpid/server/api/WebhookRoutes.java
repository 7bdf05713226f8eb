package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.server.webhook.Delivery;
import io.limpid.server.webhook.EventType;
import io.limpid.server.webhook.Webhooks;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How it stands with webhooks, for admins. Safe for many threads. */
final class WebhookRoutes {
    private static final String JSON = "application/json";
    private static final int MOST = 1_000;
    private static final int USUAL = 100;

    private final Webhooks webhooks;

    WebhookRoutes(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/v1/webhooks", this::list, Access.ADMIN);
        routes.get("/v1/webhooks/deliveries", this::deliveries, Access.ADMIN);
        routes.post("/v1/webhooks/deliveries/{id}/replay", this::replay, Access.ADMIN);
    }

    private void list(Context context) {
        ObjectNode json = Json.object();
        ArrayNode all = json.putArray("webhooks");
        webhooks.list().forEach(status -> all.add(json(status)));
        context.contentType(JSON).result(Json.bytes(json));
    }

    /** The host alone: the rest of an address may be a secret. */
    private static ObjectNode json(Webhooks.Status status) {
        ObjectNode json = Json.object().put("name", status.endpoint().name());
        json.put("host", status.endpoint().url().getHost());
        json.put("platform", status.endpoint().platform().orElse(null));
        ArrayNode events = json.putArray("events");
        status.endpoint().events().stream().sorted().map(EventType::id).forEach(events::add);
        json.put("next", status.state().next()).put("lag", status.lag());
        json.put("pending", status.state().pending()).put("dead", status.state().dead());
        return json.put("failure", status.state().failure().orElse(null));
    }

    private void deliveries(Context context) throws RefusedException {
        var query = Parameters.of(context, List.of("state", "endpoint", "cursor", "limit"));
        List<String> states =
                Arrays.stream(Delivery.State.values()).map(Delivery.State::id).toList();
        String state = query.oneOf("state", states);
        String name = query.text("endpoint");
        long after = query.number("cursor").orElse(0);
        long limit = query.number("limit").orElse(USUAL);
        query.check(limit >= 1 && limit <= MOST, "limit", "is 1 to " + MOST);
        query.done();
        List<Delivery> found = webhooks.deliveries(
                state == null || state.equals(Delivery.State.DEAD.id()) ? Delivery.State.DEAD : Delivery.State.PENDING,
                Optional.ofNullable(name),
                after,
                (int) limit);
        ObjectNode json = Json.object();
        ArrayNode all = json.putArray("deliveries");
        found.forEach(delivery -> all.add(json(delivery)));
        json.put(
                "next",
                found.size() < limit
                        ? null
                        : String.valueOf(found.get(found.size() - 1).number()));
        context.contentType(JSON).result(Json.bytes(json));
    }

    private void replay(Context context) throws RefusedException {
        Delivery delivery = webhooks.replay(context.pathParam("id"))
                .orElseThrow(() -> new RefusedException(Problem.notFound(
                        "no message that waits or was given up has this id; one that was taken is not kept")));
        context.contentType(JSON).result(Json.bytes(json(delivery)));
    }

    private static ObjectNode json(Delivery delivery) {
        ObjectNode json = Json.object().put("id", delivery.id()).put("endpoint", delivery.endpoint());
        json.put("type", delivery.type()).put("log_index", delivery.logIndex());
        json.put("state", delivery.state().id()).put("attempts", delivery.attempts());
        json.put("made_at", DecisionJson.time(delivery.madeAt()));
        json.put("failure", delivery.failure().orElse(null));
        return json.put("body", delivery.body());
    }
}
