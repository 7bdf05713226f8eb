package io.limpid.signal.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import io.limpid.signal.Evidence;
import io.limpid.signal.classifier.BatchingClassifier.Patience;
import io.limpid.text.Post;
import io.limpid.text.RandomText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchingClassifierTest {
    private static final Patience SHORT = new Patience(100, 500);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final WordModel words = WordModel.of("spam", Map.of("prize", 6.0, "claim", 2.0, "mum", -2.0));

    /** The words' model, which scores a batch only when it is let, and fails where a post says so. */
    private final class Held implements Model {
        final Semaphore mayScore = new Semaphore(0);
        final Semaphore asked = new Semaphore(0);

        @Override
        public ModelDescription description() {
            return words.description();
        }

        @Override
        public List<Scores> score(List<Post> posts) {
            asked.release();
            mayScore.acquireUninterruptibly();
            if (posts.stream().anyMatch(post -> post.fields().containsValue("poison"))) {
                throw new IllegalStateException("poison");
            }
            if (posts.stream().anyMatch(post -> post.fields().containsValue("too much"))) {
                throw new OutOfMemoryError("too much");
            }
            return words.score(posts);
        }

        @Override
        public List<Evidence.Contribution> top(Post post, String label, int atMost) {
            return words.top(post, label, atMost);
        }

        @Override
        public void close() {}
    }

    private BatchingClassifier ready(Model model, Patience patience) {
        var classifier = new BatchingClassifier(model.description(), () -> model, patience);
        classifier.load().join();
        return classifier;
    }

    @Test
    void what_queued_while_a_batch_ran_is_the_next_batch() {
        var held = new Held();
        try (BatchingClassifier classifier = ready(held, Patience.ENDLESS)) {
            List<CompletableFuture<Scores>> answers = new ArrayList<>();
            answers.add(classifier.score(Post.of("first")));
            held.asked.acquireUninterruptibly();
            IntStream.range(0, 70).forEach(i -> answers.add(classifier.score(Post.of("prize " + i))));
            held.mayScore.release(100);
            answers.forEach(CompletableFuture::join);

            assertThat(words.batches()).extracting(List::size).containsExactly(1, 64, 6);
            assertThat(answers.get(3).join()).isEqualTo(new Scores(Map.of("spam", 9_526)));
        }
    }

    @Test
    void long_posts_come_in_smaller_batches() {
        var held = new Held();
        try (BatchingClassifier classifier = ready(held, Patience.ENDLESS)) {
            List<CompletableFuture<Scores>> answers = new ArrayList<>();
            answers.add(classifier.score(Post.of("first")));
            held.asked.acquireUninterruptibly();
            for (int length : List.of(20_000, 20_000, 20_000, 90_000, 10, 10)) {
                answers.add(classifier.score(Post.of("x".repeat(length))));
            }
            held.mayScore.release(100);
            answers.forEach(CompletableFuture::join);

            assertThat(words.batches()).extracting(List::size).containsExactly(1, 2, 1, 1, 2);
        }
    }

    @Test
    void who_waits_longer_than_the_deadline_is_told_so_and_costs_the_model_nothing_more() {
        var held = new Held();
        try (BatchingClassifier classifier = ready(held, SHORT)) {
            CompletableFuture<Scores> running = classifier.score(Post.of("first"));
            held.asked.acquireUninterruptibly();
            CompletableFuture<Scores> waiting = classifier.score(Post.of("second"));

            assertFails(running, "no answer within 500 ms");
            assertFails(waiting, "no answer within 500 ms");
            held.mayScore.release(100);
            classifier.score(Post.of("third")).join();
            assertThat(words.batches().stream().flatMap(List::stream))
                    .containsExactly(Post.of("first"), Post.of("third"));
        }
    }

    @Test
    void one_post_more_than_the_queue_holds_is_turned_away_at_once() {
        var held = new Held();
        try (BatchingClassifier classifier = ready(held, new Patience(2, 60_000))) {
            CompletableFuture<Scores> running = classifier.score(Post.of("running"));
            held.asked.acquireUninterruptibly();
            CompletableFuture<Scores> second = classifier.score(Post.of("waiting"));
            CompletableFuture<Scores> third = classifier.score(Post.of("waiting too"));

            assertFails(classifier.score(Post.of("one more")), "more than 2 posts wait for it");
            held.mayScore.release(100);
            assertThat(List.of(running.join(), second.join(), third.join())).hasSize(3);
        }
    }

    @Test
    void without_a_deadline_nobody_is_turned_away() throws Exception {
        try (BatchingClassifier classifier =
                new BatchingClassifier(words.description(), () -> words, new Patience(2, 0))) {
            ExecutorService pool = Executors.newFixedThreadPool(8);
            try {
                List<Future<Scores>> answers = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    answers.add(
                            pool.submit(() -> classifier.score(Post.of("claim")).join()));
                }
                for (Future<Scores> answer : answers) {
                    assertThat(answer.get().of("spam")).isEqualTo(2_689);
                }
            } finally {
                pool.shutdown();
            }
        }
    }

    @Test
    void a_model_that_is_still_being_loaded_says_so_at_once() {
        var mayLoad = new CountDownLatch(1);
        try (var classifier = new BatchingClassifier(words.description(), () -> afterwards(mayLoad), SHORT)) {
            CompletableFuture<Void> loaded = classifier.load();

            assertFails(classifier.score(Post.of("prize")), "it is still being loaded");
            mayLoad.countDown();
            loaded.join();
            assertThat(classifier.score(Post.of("prize")).join().of("spam")).isEqualTo(9_526);
        }
    }

    private Model afterwards(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return words;
    }

    @Test
    void a_model_that_cannot_be_loaded_answers_nobody() {
        for (Patience patience : List.of(SHORT, Patience.ENDLESS)) {
            try (var classifier = new BatchingClassifier(
                    words.description(),
                    () -> {
                        throw new IllegalStateException("its file is broken");
                    },
                    patience)) {
                assertThatThrownBy(() -> classifier.load().join()).hasRootCauseMessage("its file is broken");
                assertThatThrownBy(() -> classifier.score(Post.of("prize")).join())
                        .hasCauseInstanceOf(NoAnswerException.class);
            }
        }
    }

    @Test
    void an_error_while_a_model_is_loaded_leaves_nobody_waiting() {
        for (Error error : List.of(new OutOfMemoryError("too large"), new AssertionError("a bug"))) {
            try (var classifier = new BatchingClassifier(
                    words.description(),
                    () -> {
                        throw error;
                    },
                    Patience.ENDLESS)) {
                assertThat(classifier.load())
                        .failsWithin(SOON)
                        .withThrowableThat()
                        .withCause(error);
                assertThat(classifier.obstacle()).hasValue("it could not be loaded");
                assertFails(classifier.score(Post.of("prize")), "it could not be loaded");
            }
        }
    }

    @Test
    void an_error_on_the_models_thread_leaves_nobody_waiting() throws InterruptedException {
        var held = new Held();
        var told = new ArrayBlockingQueue<Throwable>(1);
        var classifier = new BatchingClassifier(
                words.description(),
                () -> {
                    Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> told.add(error));
                    return held;
                },
                Patience.ENDLESS);
        try (classifier) {
            classifier.load().join();
            List<CompletableFuture<Scores>> answers = new ArrayList<>();
            answers.add(classifier.score(Post.of("first")));
            held.asked.acquireUninterruptibly();
            answers.add(classifier.score(Post.of("too much")));
            CompletableFuture<List<Evidence.Contribution>> sameBatch = classifier.top(Post.of("prize"), "spam", 5);
            IntStream.range(0, 70).forEach(i -> answers.add(classifier.score(Post.of("prize " + i))));
            held.mayScore.release(100);

            assertThat(answers.remove(0).join().of("spam")).isEqualTo(474);
            assertThat(sameBatch).failsWithin(SOON).withThrowableThat().withMessageEndingWith("it has stopped");
            for (CompletableFuture<Scores> answer : answers) {
                assertThat(answer).failsWithin(SOON);
                assertFails(answer, "it has stopped");
            }
            assertThat(told.poll(SOON.toSeconds(), TimeUnit.SECONDS)).hasMessage("too much");
        }
    }

    @Test
    void a_post_on_which_the_model_fails_costs_no_other_its_scores() {
        var held = new Held();
        try (BatchingClassifier classifier = ready(held, Patience.ENDLESS)) {
            CompletableFuture<Scores> first = classifier.score(Post.of("first"));
            held.asked.acquireUninterruptibly();
            CompletableFuture<Scores> sound = classifier.score(Post.of("prize"));
            CompletableFuture<Scores> poison = classifier.score(Post.of("poison"));
            CompletableFuture<Scores> another = classifier.score(Post.of("prize"));
            held.mayScore.release(100);

            assertFails(poison, "it failed on this post");
            assertThat(first.join().of("spam")).isEqualTo(474);
            assertThat(sound.join()).isEqualTo(another.join());
        }
    }

    @Test
    void closing_answers_everyone() {
        var held = new Held();
        BatchingClassifier classifier = ready(held, Patience.ENDLESS);
        List<CompletableFuture<Scores>> answers = new ArrayList<>();
        answers.add(classifier.score(Post.of("first")));
        held.asked.acquireUninterruptibly();
        answers.add(classifier.score(Post.of("second")));
        held.mayScore.release(100);

        classifier.close();
        classifier.close();
        answers.add(classifier.score(Post.of("afterwards")));

        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertFails(answers.get(2), "it has stopped");
    }

    @Test
    void a_classifier_that_nobody_asked_closes_without_loading_its_model() {
        var classifier = new BatchingClassifier(
                words.description(),
                () -> {
                    throw new AssertionError("nobody needs it");
                },
                Patience.ENDLESS);

        classifier.close();

        assertFails(classifier.score(Post.of("prize")), "it has stopped");
    }

    @Test
    void to_load_a_classifier_that_was_closed_fails() {
        var classifier = new BatchingClassifier(words.description(), () -> words, Patience.ENDLESS);

        classifier.close();
        CompletableFuture<Void> loaded = classifier.load();

        assertThat(loaded).failsWithin(SOON).withThrowableThat().withMessageEndingWith("it has stopped");
        assertThatThrownBy(classifier::awaitLoaded).isInstanceOf(NoAnswerException.class);
        assertThat(classifier.obstacle()).hasValue("it has stopped");
    }

    @Test
    void top_is_what_the_model_says() {
        try (BatchingClassifier classifier = ready(words, Patience.ENDLESS)) {
            Post post = Post.of("Claim your prize");

            assertThat(classifier.top(post, "spam", 5).join())
                    .isEqualTo(words.top(post, "spam", 5))
                    .extracting(Evidence.Contribution::quote)
                    .containsExactly("prize", "Claim");
        }
    }

    @Test
    void scores_do_not_depend_on_who_asks_at_the_same_time() {
        Samples.check(3, random -> {
            List<Post> posts = IntStream.range(0, 2_000)
                    .mapToObj(i -> Post.of(RandomText.of(random, 20) + (random.nextBoolean() ? " prize" : " mum")))
                    .toList();
            List<Scores> alone = posts.stream()
                    .map(post -> words.score(List.of(post)).get(0))
                    .toList();
            try (BatchingClassifier classifier = ready(words, Patience.ENDLESS)) {
                List<CompletableFuture<Scores>> together =
                        posts.parallelStream().map(classifier::score).toList();

                assertThat(together.stream().map(CompletableFuture::join).toList())
                        .isEqualTo(alone);
            }
        });
    }

    private static void assertFails(CompletableFuture<Scores> answer, String why) {
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NoAnswerException.class)
                .hasRootCauseMessage(why);
    }
}
