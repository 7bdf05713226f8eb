package io.limpid.signal.classifier;

import io.limpid.signal.Evidence;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A model on a thread of its own, which scores in one go what queued while the last batch ran.
 *
 * <p>Nobody waits for a batch to fill: an idle model takes a single post at once, and the busier it is the larger its batches
 * are, up to {@link #MAX_BATCH}. The thread also loads the model, so that only those wait for that who need a score.
 *
 * <p>Safe for many threads.
 */
public final class BatchingClassifier implements Classifier, AutoCloseable {
    /** Posts in a batch. */
    public static final int MAX_BATCH = 64;

    /** Code points in a batch, unless one post alone has more: what a batch takes in memory stays bounded. */
    static final int MAX_BATCH_TEXT = 50_000;

    private static final String STOPPED = "it has stopped";

    private final ModelDescription description;
    private final Supplier<? extends Model> loader;
    private final Patience patience;
    private final BlockingQueue<Question> queue;
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean unloadable;
    private volatile boolean closed;

    /**
     * A classifier whose model is not loaded yet.
     *
     * @param description of the model
     * @param loader loads the model; called once at most, on the classifier's thread
     */
    public BatchingClassifier(ModelDescription description, Supplier<? extends Model> loader, Patience patience) {
        this.description = description;
        this.loader = loader;
        this.patience = patience;
        this.queue = new ArrayBlockingQueue<>(patience.queue());
        this.thread = new Thread(this::work, "limpid-model-" + description.name());
        this.thread.setDaemon(true);
    }

    /**
     * How long questions may wait.
     *
     * @param queue how many may wait at a time
     * @param millis how long one may wait, in milliseconds. With 0 it is as long as it takes: then the first question loads the
     *     model, and who asks while the queue is full waits to get in. Otherwise the first question to a model that is not loaded,
     *     and each that finds the queue full, fails at once
     */
    public record Patience(int queue, int millis) {
        /** For callers at the other end of a connection. */
        public static final Patience OF_CALLERS = new Patience(1_024, 1_000);

        /** For work whose results must be whole, however long they take. */
        public static final Patience ENDLESS = new Patience(1_024, 0);

        public Patience {
            if (queue < 1 || millis < 0) {
                throw new IllegalArgumentException("no patience: a queue of " + queue + ", " + millis + " ms");
            }
        }

        boolean isEndless() {
            return millis == 0;
        }
    }

    /** Something that the model is asked about a post, by a caller who waits. */
    private sealed interface Question {
        CompletableFuture<?> answer();
    }

    private record ScoreOf(Post post, CompletableFuture<Scores> answer) implements Question {}

    private record TopOf(Post post, String label, int atMost, CompletableFuture<List<Evidence.Contribution>> answer)
            implements Question {}

    @Override
    public ModelDescription model() {
        return description;
    }

    /**
     * Begins to load the model, unless that was done before. Completes when it is loaded, or fails with what the loader failed with,
     * or because the classifier was closed before.
     */
    public CompletableFuture<Void> load() {
        if (!closed && !started.getAndSet(true)) {
            thread.start();
        }
        return loaded;
    }

    /** Loads the model, if that was not done before, and waits until it is loaded; fails with what the loader failed with. */
    public void awaitLoaded() {
        try {
            load().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public CompletableFuture<Scores> score(Post post) {
        var answer = new CompletableFuture<Scores>();
        ask(new ScoreOf(post, answer));
        return inTime(answer);
    }

    @Override
    public CompletableFuture<List<Evidence.Contribution>> top(Post post, String label, int atMost) {
        var answer = new CompletableFuture<List<Evidence.Contribution>>();
        ask(new TopOf(post, label, atMost, answer));
        return inTime(answer);
    }

    private void ask(Question question) {
        if (patience.isEndless()) {
            var unused = load();
            put(question);
        } else {
            offer(question);
        }
        // Nobody looks into the queue any more.
        if (closed) {
            obstacle().ifPresent(why -> refuse(question, why));
        }
    }

    /** Why it cannot answer now, in words for operators; empty if it can. */
    public Optional<String> obstacle() {
        if (unloadable) {
            return Optional.of("it could not be loaded");
        }
        if (closed) {
            return Optional.of(STOPPED);
        }
        return loaded.isDone() ? Optional.empty() : Optional.of("it is still being loaded");
    }

    private void offer(Question question) {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            refuse(question, obstacle.get());
        } else if (!queue.offer(question)) {
            refuse(question, "more than " + patience.queue() + " posts wait for it");
        }
    }

    private void put(Question question) {
        try {
            while (!closed && !queue.offer(question, 100, TimeUnit.MILLISECONDS)) {
                // Closing the classifier ends the wait.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(question, "who asked was interrupted");
        }
    }

    private <T> CompletableFuture<T> inTime(CompletableFuture<T> answer) {
        if (patience.isEndless()) {
            return answer;
        }
        return answer.orTimeout(patience.millis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException
                                ? new NoAnswerException("no answer within " + patience.millis() + " ms")
                                : failure));
    }

    private void work() {
        List<Question> batch = new ArrayList<>();
        try (Model model = loader.get()) {
            loaded.complete(null);
            while (!closed) {
                batch.add(queue.take());
                queue.drainTo(batch, MAX_BATCH - 1);
                // Who has waited too long has gone.
                batch.removeIf(question -> question.answer().isDone());
                answer(model, batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            // That is how the thread is told that the classifier is closed.
        } catch (Throwable e) {
            // Errors too: memory may run out over a model, and those who wait for one have to hear of it.
            if (loaded.isDone()) {
                throw e;
            }
            unloadable = true;
            loaded.completeExceptionally(e);
        } finally {
            closed = true;
            batch.forEach(this::refuse);
            refuseAll();
        }
    }

    private static void answer(Model model, List<Question> questions) {
        List<ScoreOf> batch = new ArrayList<>();
        long text = 0;
        for (Question question : questions) {
            if (question instanceof ScoreOf score) {
                text += score.post().length();
                if (text > MAX_BATCH_TEXT) {
                    score(model, batch);
                    batch.clear();
                    text = score.post().length();
                }
                batch.add(score);
            }
        }
        score(model, batch);
        for (Question question : questions) {
            if (question instanceof TopOf top) {
                try {
                    top.answer().complete(model.top(top.post(), top.label(), top.atMost()));
                } catch (RuntimeException e) {
                    refuse(top, "it failed on this post");
                }
            }
        }
    }

    private static void score(Model model, List<ScoreOf> questions) {
        if (questions.isEmpty()) {
            return;
        }
        try {
            List<Scores> scores =
                    model.score(questions.stream().map(ScoreOf::post).toList());
            for (int number = 0; number < questions.size(); number++) {
                questions.get(number).answer().complete(scores.get(number));
            }
        } catch (RuntimeException e) {
            if (questions.size() == 1) {
                refuse(questions.get(0), "it failed on this post");
            } else {
                // One post must not cost the others their scores.
                questions.forEach(question -> score(model, List.of(question)));
            }
        }
    }

    private void refuseAll() {
        for (Question question = queue.poll(); question != null; question = queue.poll()) {
            refuse(question);
        }
    }

    private void refuse(Question question) {
        refuse(question, obstacle().orElse(STOPPED));
    }

    private static void refuse(Question question, String why) {
        question.answer().completeExceptionally(new NoAnswerException(why));
    }

    /** Ends the model's thread after the batch under way; what still waits fails. A second call does nothing. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!started.getAndSet(true)) {
            loaded.completeExceptionally(new NoAnswerException(STOPPED));
        }
        refuseAll();
    }
}
