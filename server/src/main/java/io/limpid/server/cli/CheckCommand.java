package io.limpid.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.rule.Action;
import io.limpid.rule.Ruleset;
import io.limpid.server.api.DecisionJson;
import io.limpid.server.api.LineReader;
import io.limpid.server.api.PostRequest;
import io.limpid.server.api.Problem;
import io.limpid.server.api.RefusedException;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.IoErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides posts from a file, without a server and without a log. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Decide posts offline: a request a line in, its answer a line out, in the same order.",
        description = {
            "A line is a request as POST /v1/moderate takes it, such as {\"id\": \"1\", \"text\": \"hello\"}. Its answer has no"
                    + " log entry and no links. A line that is no request is answered {\"line\": N, \"error\": {…}} on its"
                    + " place, and the rest go on. Blank lines are skipped.",
            "Repeats are not counted: a file does not say when its posts were seen."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid check posts.jsonl > decisions.jsonl",
            "  echo '{\"text\": \"hello\"}' | limpid check",
            "",
            "Exit codes: 0 every line was decided, 1 some were not, 2 the file or the rulesets cannot be read"
        })
final class CheckCommand implements Callable<Integer> {
    /** Lines that one thread takes at once, and their bytes, so that handing over costs little and memory stays bounded. */
    private static final int BATCH_LINES = 64;

    private static final int BATCH_BYTES = 256 << 10;
    private static final int BATCHES_A_THREAD = 4;
    private static final int MOST_THREADS = 256;
    private static final JsonMapper JSON = new JsonMapper();

    private final Console console;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = "-",
            description = "The requests; - for standard input, the default.")
    private String file = "-";

    @Mixin
    private RulesetsOption rulesets = new RulesetsOption();

    @Mixin
    private ModelsOption models = new ModelsOption();

    @Option(names = "--threads", paramLabel = "N", description = "Threads that decide. Default: one a processor.")
    private @Nullable Integer threads;

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (workers < 1 || workers > MOST_THREADS) {
            throw new UnusableInputException("--threads takes a number from 1 to " + MOST_THREADS);
        }
        try (InputStream in = open();
                Models asked = Models.of(models.read(console))) {
            List<Ruleset> loaded = rulesets.load(console, asked.descriptions());
            ContentFilter filter = ContentFilter.of(
                    loaded.stream().map(PublishedRuleset::active).toList(), asked.classifiers(), System::nanoTime);
            asked.loadFor(loaded, console);
            long size = file.equals("-") ? 0 : Files.size(Path.of(file));
            ExecutorService pool = Executors.newFixedThreadPool(workers + 1);
            try {
                return new Run(filter, pool, workers, new Progress(console, "post", size)).decide(in);
            } finally {
                pool.shutdownNow();
            }
        }
    }

    private InputStream open() {
        if (file.equals("-")) {
            return console.in();
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new UnusableInputException(file + " is a folder; check takes a file with a request a line");
        }
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw new UnusableInputException(IoErrors.inWords(e));
        }
    }

    /** A line's answer; {@code action} is null where there is an error instead. */
    private record Answer(String json, @Nullable Action action) {}

    /** Answers in order, and how far the input was read for them. */
    private record Answers(List<Answer> answers, long bytes) {}

    /** One pass over the input: a thread reads, some decide, one writes. */
    private final class Run {
        private final ContentFilter filter;
        private final ExecutorService pool;
        private final Progress progress;
        private final BlockingQueue<Optional<CompletableFuture<Answers>>> inOrder;
        private final Map<Action, Long> actions = new EnumMap<>(Action.class);
        private long lines;
        private long errors;

        Run(ContentFilter filter, ExecutorService pool, int workers, Progress progress) {
            this.filter = filter;
            this.pool = pool;
            this.progress = progress;
            this.inOrder = new ArrayBlockingQueue<>(BATCHES_A_THREAD * workers);
        }

        int decide(InputStream in) throws IOException {
            CompletableFuture<Void> written = CompletableFuture.runAsync(this::write, pool);
            try {
                read(in, written);
                hand(Optional.empty(), written);
                written.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            } catch (CompletionException e) {
                if (e.getCause() instanceof UncheckedIOException output) {
                    throw output;
                }
                throw e;
            }
            progress.clear();
            console.say(summary());
            return errors == 0 ? ExitCode.FINE : ExitCode.DOES_NOT_HOLD;
        }

        private void read(InputStream in, CompletableFuture<Void> written) throws IOException, InterruptedException {
            var reader = new LineReader(in, PostRequest.MAX_BYTES);
            boolean more = true;
            while (more && !written.isDone()) {
                List<LineReader.Line> batch = new ArrayList<>();
                int bytes = 0;
                do {
                    Optional<LineReader.Line> line = reader.next();
                    more = line.isPresent();
                    if (line.isPresent() && !line.get().isBlank()) {
                        batch.add(line.get());
                        bytes += line.get().bytes().length;
                    }
                    // A line that somebody types, or a program that waits for its answer, is not kept for company.
                } while (more && batch.size() < BATCH_LINES && bytes < BATCH_BYTES && reader.isReady());
                long done = reader.bytes();
                if (!batch.isEmpty()) {
                    hand(
                            Optional.of(CompletableFuture.supplyAsync(() -> new Answers(answers(batch), done), pool)),
                            written);
                }
            }
        }

        /** Waits while the writer is behind, so that memory stays bounded, and stops waiting when it ended early. */
        private void hand(Optional<CompletableFuture<Answers>> next, CompletableFuture<Void> written)
                throws InterruptedException {
            boolean taken = false;
            while (!taken && !written.isDone()) {
                taken = inOrder.offer(next, 100, TimeUnit.MILLISECONDS);
            }
        }

        /** One answer a line. A line on which the program fails costs no other its answer. */
        private List<Answer> answers(List<LineReader.Line> lines) {
            try {
                return decideTogether(lines);
            } catch (RuntimeException e) {
                if (lines.size() > 1) {
                    return lines.stream()
                            .flatMap(line -> answers(List.of(line)).stream())
                            .toList();
                }
                LineReader.Line line = lines.get(0);
                console.say(CommandLineProgram.fault(e) + " It happened at line " + line.number() + ".");
                return List.of(error(line, Problem.internal()));
            }
        }

        /** Together, so that models score them together. */
        private List<Answer> decideTogether(List<LineReader.Line> lines) {
            SortedMap<Long, Answer> answers = new TreeMap<>();
            SortedMap<Long, PostRequest> requests = new TreeMap<>();
            for (LineReader.Line line : lines) {
                try {
                    requests.put(line.number(), PostRequest.read(line));
                } catch (RefusedException e) {
                    answers.put(line.number(), error(line, e.problem()));
                }
            }
            Iterator<Decision> decisions = filter.decide(requests.values().stream()
                            .map(request -> request.toCase(Surroundings.NONE))
                            .toList())
                    .iterator();
            requests.forEach((number, request) -> {
                Decision decision = decisions.next();
                answers.put(
                        number,
                        new Answer(
                                json(DecisionJson.answer(
                                        decision, request, DecisionLog.newDecisionId(), Instant.now())),
                                decision.action()));
            });
            return List.copyOf(answers.values());
        }

        private Answer error(LineReader.Line line, Problem problem) {
            var json = JSON.createObjectNode().put("line", line.number());
            json.set("error", problem.toJson());
            return new Answer(json(json), null);
        }

        private void write() {
            try {
                for (var next = inOrder.take(); next.isPresent(); next = inOrder.take()) {
                    Answers answers = next.get().join();
                    answers.answers().forEach(this::write);
                    progress.update(lines, answers.bytes());
                    if (inOrder.isEmpty()) {
                        console.out().flush();
                    }
                    if (console.out().checkError()) {
                        throw new UncheckedIOException("cannot write the answers", new IOException("output is closed"));
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void write(Answer answer) {
            lines++;
            console.out().write(answer.json());
            console.out().write('\n');
            if (answer.action() == null) {
                errors++;
            } else {
                actions.merge(answer.action(), 1L, Long::sum);
            }
        }

        private String summary() {
            var counts = new StringBuilder();
            actions.forEach((action, count) -> counts.append(counts.isEmpty() ? "" : ", ")
                    .append(action.id())
                    .append(String.format(Locale.ROOT, " %,d", count)));
            return Count.of(lines, "post")
                    + String.format(Locale.ROOT, " in %.1f s (%s): ", progress.seconds(), progress.rate(lines))
                    + (counts.isEmpty() ? "none decided" : counts)
                    + (errors == 0 ? "" : "; " + Count.of(errors, "line") + " not decided");
        }
    }

    private static String json(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of plain values has a JSON form", e);
        }
    }
}
