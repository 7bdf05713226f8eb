package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.Contract.Seen;
import io.limpid.server.RandomRequests.Request;
import io.limpid.server.access.Role;
import io.limpid.server.openapi.ApiDocument;
import io.limpid.server.openapi.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is sent, the service answers as its document says, and never with a fault of its own.
 *
 * <p>{@code -Dfuzz.seed=N} begins with another seed, {@code -Dfuzz.requests=N} sends another number of requests.
 */
class OpenApiFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 6);
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 20_000);
    private static final int THREADS = 4;
    private static final int MOST_FAULTS = 20;

    /** What needs more than luck to succeed; the other tests see to it. */
    private static final Set<String> RARE = Set.of(
            "publishRuleset",
            "stageVersion",
            "rollBackRuleset",
            "liftBrake",
            "beginBacktest",
            "getBacktest",
            "getLatestBacktest",
            "getBacktestSamples",
            "cancelBacktest",
            "resumeBacktest",
            "createKey",
            "revokeKey",
            "exportDecisions",
            // Refuses everything.
            "suggestCommentScore");

    @TempDir
    Path folder;

    private final Contract contract = new Contract();
    private final Set<String> answers = new ConcurrentSkipListSet<>();
    private final Map<String, String> faults = new ConcurrentHashMap<>();
    private KeyedService service;

    @BeforeEach
    void start() {
        service = new KeyedService(folder);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private List<String> decisions() {
        return Stream.generate(() -> service.as(Role.PLATFORM)
                        .moderate("{\"text\": \"Add me on telegram: lucky_88\"}")
                        .json()
                        .path("decision_id")
                        .asText())
                .limit(30)
                .toList();
    }

    @Test
    void no_request_brings_out_a_fault_or_an_answer_that_is_not_documented() throws Exception {
        service.as(Role.MAINTAINER)
                .post(
                        "/v1/rulesets",
                        "application/x-tar",
                        Draft.removing("2026.12.0").signedBy(service.ann).archive());
        List<String> decisions = decisions();
        String message = service.deadLetter();

        var threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                long seed = SEED * THREADS + i;
                running.add(
                        threads.submit(() -> send(new RandomRequests(new Random(seed), service, decisions, message))));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(String.join("\n\n", faults.values()))
                .as(faults.size() + " faults with -Dfuzz.seed=" + SEED)
                .isEmpty();
        // It would find nothing if it were refused at the door.
        for (Operation operation : ApiDocument.published().operations()) {
            if (!RARE.contains(operation.id())) {
                assertThat(answers).as(operation.id()).anyMatch(answer -> answer.matches("2.. " + operation.id()));
            }
        }
    }

    private Void send(RandomRequests requests) throws IOException {
        Wire wire = new Wire(service.server.port());
        try {
            for (int i = 0; i < REQUESTS / THREADS && faults.size() < MOST_FAULTS; i++) {
                Request request = requests.next();
                Wire.Answer answer = null;
                try {
                    wire.send("", request.bytes());
                    answer = wire.answer();
                } catch (IOException e) {
                    if (!request.bent()) {
                        note("no answer: " + e.getMessage(), request, Optional.empty());
                    }
                }
                if (answer != null) {
                    check(
                            request,
                            new Seen(
                                    answer.status(),
                                    answer.headers().getOrDefault("content-type", ""),
                                    answer.headers(),
                                    answer.bytes()));
                }
                // What is left of a request that was not HTTP would be the beginning of the next.
                if (answer == null || answer.last() || request.bent()) {
                    wire.close();
                    wire = new Wire(service.server.port());
                }
            }
        } finally {
            wire.close();
        }
        return null;
    }

    private void check(Request request, Seen seen) {
        request.operation().ifPresent(operation -> answers.add(seen.status() + " " + operation.id()));
        List<String> wrong = request.operation()
                .map(operation -> contract.faults(operation, seen))
                .orElse(List.of("no operation"));
        if (!wrong.isEmpty() && request.bent()) {
            wrong = contract.faultsOfRefusal(seen);
        }
        if (!wrong.isEmpty() && request.bent()) {
            boolean leadsElsewhere = seen.status() < 500
                    && ApiDocument.published().operations().stream()
                            .anyMatch(operation -> operation.method().equals(request.method())
                                    && contract.faults(operation, seen).isEmpty());
            wrong = leadsElsewhere ? List.of() : wrong;
        }
        if (wrong.isEmpty() && request.sound() && !Set.of(200, 429, 503).contains(seen.status())) {
            wrong = List.of("nothing is wrong with the request, and it is refused");
        }
        if (!wrong.isEmpty()) {
            note(String.join("; ", wrong), request, Optional.of(seen));
        }
    }

    private void note(String what, Request request, Optional<Seen> seen) {
        String operation = request.operation().map(Operation::id).orElse("none");
        // One of a kind is enough to read.
        faults.putIfAbsent(
                operation + seen.map(Seen::status).orElse(0),
                operation + ": " + what + "\n" + request + "\n--> "
                        + seen.map(one -> one.status() + " " + one.text()).orElse("nothing"));
    }
}
