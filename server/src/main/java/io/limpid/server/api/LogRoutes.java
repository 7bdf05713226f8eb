package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Leaf;
import io.limpid.server.log.SignedCheckpoint;
import io.limpid.server.log.VerifierKeyPeriod;
import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.tree.ConsistencyProof;
import io.limpid.server.tree.EntryBundle;
import io.limpid.server.tree.InclusionProof;
import io.limpid.server.tree.Tile;
import io.limpid.server.tree.TreeHash;
import io.limpid.server.witness.WitnessState;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What lets anybody check the log: checkpoints, proofs, entries, tiles (C2SP tlog-tiles). Safe for many threads. */
final class LogRoutes {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BYTES = "application/octet-stream";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    /** Bytes of entries, after which a page ends; a leaf has up to 64 KiB, and a page is built in memory. */
    private static final int PAGE_BYTES = 4 << 20;

    /** What never changes may be kept by whoever carries it. */
    private static final String FOREVER = "public, max-age=31536000, immutable";

    private final DecisionLog log;
    private final Executor executor;

    LogRoutes(DecisionLog log, Executor executor) {
        this.log = log;
        this.executor = executor;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/v1/log/checkpoint", this::checkpoint, Access.EVERYBODY);
        routes.get("/v1/log/inclusion", this::inclusion, Access.EVERYBODY);
        routes.get("/v1/log/consistency", this::consistency, Access.EVERYBODY);
        routes.get("/v1/log/entries", this::entries, Access.AUDITOR);
        routes.get("/v1/log/keys", this::keys, Access.EVERYBODY);
        routes.get("/v1/decisions/{id}/receipt", this::receipt, Access.PLATFORM, Access.REVIEWER, Access.AUDITOR);
        routes.get("/log/checkpoint", this::checkpoint, Access.EVERYBODY);
        routes.get("/log/tile/<path>", this::tile, Access.EVERYBODY);
    }

    private void checkpoint(Context context) throws RefusedException {
        anybody(context, "no-cache");
        context.contentType(TEXT).result(latest().note());
    }

    private SignedCheckpoint latest() throws RefusedException {
        return log.checkpoint()
                .orElseThrow(() ->
                        new RefusedException(Problem.notFound("no checkpoint is signed yet; try again in a second")));
    }

    private void inclusion(Context context) throws RefusedException {
        var parameters = Parameters.of(context, List.of("index", "size"));
        long index = parameters.needed("index");
        long size = sizeOrLatest(parameters, "size");
        checkSize(parameters, "size", size);
        parameters.check(index < size, "index", "a tree of " + size + " entries has none of this index");
        parameters.done();
        InclusionProof proof = log.inclusion(index, size);
        Hash leaf = log.entries(index, 1)
                .map(entry -> TreeHash.leaf(entry.bytes()))
                .findFirst()
                .orElseThrow();
        ObjectNode json = Json.object();
        json.put("index", index).put("size", size).put("leaf_hash", leaf.toString());
        put(json.putArray("hashes"), proof.hashes());
        json.put("root", log.head(size).root().toString());
        answer(context, json);
    }

    private void consistency(Context context) throws RefusedException {
        var parameters = Parameters.of(context, List.of("from", "to"));
        long from = parameters.needed("from");
        long to = sizeOrLatest(parameters, "to");
        checkSize(parameters, "to", to);
        parameters.check(from <= to, "from", "is not larger than to, which is " + to);
        parameters.done();
        TreeHead before = log.head(from);
        TreeHead after = log.head(to);
        ObjectNode json = Json.object();
        json.put("from", from).put("to", to);
        // Every tree begins with the empty one; that needs no proof.
        put(json.putArray("hashes"), from == 0 ? List.of() : hashes(log.consistency(from, to)));
        json.put("from_root", before.root().toString())
                .put("to_root", after.root().toString());
        answer(context, json);
    }

    private static List<Hash> hashes(ConsistencyProof proof) {
        return proof.hashes();
    }

    private long sizeOrLatest(Parameters parameters, String name) throws RefusedException {
        OptionalLong given = parameters.number(name);
        return given.isPresent() ? given.getAsLong() : latest().head().size();
    }

    private void checkSize(Parameters parameters, String name, long size) {
        long entries = log.size();
        parameters.check(size <= entries, name, "the log has " + entries + " entries");
    }

    private void entries(Context context) throws RefusedException {
        var parameters = Parameters.of(context, List.of("start", "limit"));
        long start = parameters.number("start").orElse(0);
        long limit = parameters.number("limit").orElse(DEFAULT_LIMIT);
        parameters.check(limit >= 1 && limit <= MAX_LIMIT, "limit", "is 1 to " + MAX_LIMIT);
        parameters.done();
        ObjectNode json = Json.object();
        ArrayNode entries = json.putArray("entries");
        long bytes = 0;
        for (Iterator<Leaf> leaves = log.entries(start, limit).iterator(); leaves.hasNext() && bytes < PAGE_BYTES; ) {
            Leaf leaf = leaves.next();
            bytes += leaf.bytes().length;
            entries.addObject()
                    .put("index", leaf.position().index())
                    .put("leaf", Base64.getEncoder().encodeToString(leaf.bytes()))
                    .put("leaf_hash", TreeHash.leaf(leaf.bytes()).toString());
        }
        answer(context, json);
    }

    private void keys(Context context) throws RefusedException {
        ObjectNode json = Json.object();
        json.put("origin", log.origin());
        ArrayNode keys = json.putArray("keys");
        for (VerifierKeyPeriod key : log.verifierKeys()) {
            ObjectNode one = keys.addObject().put("key", key.key()).put("first_index", key.first());
            key.introduction().ifPresent(note -> one.put("first_checkpoint", note));
        }
        ArrayNode witnesses = json.putArray("witnesses");
        for (WitnessState state : log.witnesses()) {
            ObjectNode one = witnesses.addObject().put("key", state.key().toString());
            state.size().ifPresent(size -> one.put("cosigned_size", size));
            state.time().ifPresent(time -> one.put("cosigned_at", time.toString()));
            state.problem().ifPresent(problem -> one.put("problem", problem));
        }
        answer(context, json);
    }

    private void receipt(Context context) throws RefusedException {
        String platform = Gatekeeper.platform(context);
        long index = log.find(context.pathParam("id"))
                .filter(decision -> platform == null || platform.equals(new LoggedDecision(decision).platform()))
                .orElseThrow(() -> new RefusedException(Problem.notFound("no decision has this id")))
                .index();
        CompletableFuture<SignedCheckpoint> covering = log.checkpointCovering(index);
        context.future(() -> covering.thenAcceptAsync(
                checkpoint -> context.contentType(TEXT).result(log.receipt(index, checkpoint)), executor));
    }

    private void tile(Context context) throws RefusedException {
        String path = context.pathParam("path");
        Optional<Tile> tile = Tile.parse(path).filter(found -> found.isIn(log.size()));
        Optional<EntryBundle> bundle = EntryBundle.parse(path).filter(found -> found.isIn(log.size()));
        byte[] bytes = tile.map(log::tile)
                .or(() -> bundle.map(log::bundle))
                .orElseThrow(() -> new RefusedException(Problem.notFound("there is no such tile, or not yet")));
        anybody(context, FOREVER);
        context.contentType(BYTES).result(bytes);
    }

    /** Pages of others may read it, too: nothing here is secret. */
    private static void anybody(Context context, String caching) {
        context.header("Access-Control-Allow-Origin", "*").header("Cache-Control", caching);
    }

    private static void put(ArrayNode array, List<Hash> hashes) {
        hashes.forEach(hash -> array.add(hash.toString()));
    }

    private static void answer(Context context, ObjectNode json) {
        anybody(context, "no-cache");
        context.contentType("application/json").result(Json.bytes(json));
    }
}
