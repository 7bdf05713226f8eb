package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.server.access.ApiKey;
import io.limpid.server.access.KeyStore;
import io.limpid.server.access.Keys;
import io.limpid.server.access.Role;
import io.limpid.server.api.Problem.Fault;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keys, for admins. Safe for many threads. */
final class KeyRoutes {
    private static final String JSON = "application/json";

    private final Keys keys;

    KeyRoutes(Keys keys) {
        this.keys = keys;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/v1/keys", this::list, Access.ADMIN);
        routes.post("/v1/keys", this::create, Access.ADMIN);
        routes.delete("/v1/keys/{id}", this::revoke, Access.ADMIN);
    }

    private void list(Context context) {
        ObjectNode json = Json.object();
        ArrayNode all = json.putArray("keys");
        keys.list().forEach(key -> all.add(json(key)));
        context.contentType(JSON).result(Json.bytes(json));
    }

    private void create(Context context) throws RefusedException, IOException {
        ObjectNode body = JsonBody.read(context, List.of("role", "name", "expires_days"));
        List<Fault> faults = new ArrayList<>();
        Optional<Role> role = Role.parse(body.path("role").asText());
        if (role.isEmpty()) {
            faults.add(new Fault(
                    "/role",
                    "is one of " + Arrays.stream(Role.values()).map(Role::id).collect(Collectors.joining(", "))));
        }
        if (!body.path("name").isTextual()) {
            faults.add(new Fault("/name", "says who has the key; of a platform's key, the platform"));
        }
        JsonNode days = body.path("expires_days");
        if (!days.isMissingNode() && !(days.isIntegralNumber() && days.canConvertToInt())) {
            faults.add(new Fault("/expires_days", "is a whole number from 1 on; leave it out for never"));
        }
        if (role.isEmpty() || !faults.isEmpty()) {
            throw new RefusedException(Problem.invalid(faults));
        }
        KeyStore.Created created;
        try {
            created = keys.create(
                    role.get(),
                    body.path("name").asText(),
                    days.isMissingNode() ? Optional.empty() : Optional.of(days.asInt()),
                    Gatekeeper.actor(context));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Problem.invalid(List.of(new Fault("", String.valueOf(e.getMessage())))));
        }
        ObjectNode json = json(created.key()).put("token", created.token());
        context.status(201)
                .header("Location", "/v1/keys/" + created.key().id())
                .header("Cache-Control", "no-store")
                .contentType(JSON)
                .result(Json.bytes(json));
    }

    private void revoke(Context context) throws RefusedException {
        ApiKey revoked = keys.revoke(context.pathParam("id"), Gatekeeper.actor(context))
                .orElseThrow(() -> new RefusedException(Problem.notFound("no key has this id")));
        context.contentType(JSON).result(Json.bytes(json(revoked)));
    }

    private static ObjectNode json(ApiKey key) {
        ObjectNode json =
                Json.object().put("id", key.id()).put("role", key.role().id());
        json.put("name", key.name()).put("created_at", DecisionJson.time(key.createdAt()));
        json.put("expires_at", time(key.expiresAt())).put("last_used_at", time(key.lastUsedAt()));
        json.put("revoked", key.revokedAt().isPresent()).put("revoked_at", time(key.revokedAt()));
        return json;
    }

    private static @Nullable String time(Optional<Instant> instant) {
        return instant.map(DecisionJson::time).orElse(null);
    }
}
