package io.limpid.server.log;

import io.limpid.server.proof.Hash;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A record on its way to disk: everything that does not need its index is done. Touched by one thread at a time. */
final class Pending {
    final byte[] leaf;
    final Hash hash;
    final long receivedMillis;
    final @Nullable SealedContent content;
    final @Nullable Lookup lookup;
    final byte @Nullable [] author;
    final byte @Nullable [] idempotencyKey;
    final byte @Nullable [] body;

    final @Nullable Effect effect;

    final CompletableFuture<Position> future = new CompletableFuture<>();

    private @Nullable Position position;
    private @Nullable RuntimeException refusal;

    Pending(
            byte[] leaf,
            Hash hash,
            long receivedMillis,
            @Nullable SealedContent content,
            @Nullable Lookup lookup,
            byte @Nullable [] author,
            byte @Nullable [] idempotencyKey,
            byte @Nullable [] body,
            @Nullable Effect effect) {
        this.leaf = leaf;
        this.hash = hash;
        this.receivedMillis = receivedMillis;
        this.content = content;
        this.lookup = lookup;
        this.author = author;
        this.idempotencyKey = idempotencyKey;
        this.body = body;
        this.effect = effect;
    }

    /** Bytes that it holds while it waits, roughly. */
    long bytes() {
        return 512L + leaf.length + (content == null ? 0 : content.data().length);
    }

    /** Set inside the transaction, told only after it. */
    void placed(Position at) {
        position = at;
    }

    void refused(RuntimeException because) {
        refusal = because;
    }

    boolean isRefused() {
        return refusal != null;
    }

    boolean isPlaced() {
        return position != null;
    }

    /** Tells the caller how it ended, once that is durable. */
    void tell() {
        if (position != null) {
            future.complete(position);
        } else if (refusal != null) {
            future.completeExceptionally(refusal);
        } else {
            throw new AssertionError("neither placed nor refused");
        }
    }
}
