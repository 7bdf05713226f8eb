package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides posts line by line as they come, and answers in the order in which they came. For one thread. */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    /** An answer to a line, there or on its way. */
    private record Slot(
            long line,
            Moderator.@Nullable Pending pending,
            @Nullable Problem problem) {}

    private final Moderator moderator;
    private final LineReader lines;
    private final OutputStream out;
    private final @Nullable String platform;
    private final int inFlight;
    private final Pace pace;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private boolean brokenOff;

    /** Waits until a line fits what its caller may ask for. */
    interface Pace {
        void await(int bytes) throws InterruptedException;
    }

    /**
     * A batch that was not begun yet.
     *
     * @param platform that asks; null where callers are not told apart
     * @param inFlight lines that may be decided and not yet answered
     */
    Batch(Moderator moderator, @Nullable String platform, int inFlight, Pace pace, InputStream in, OutputStream out) {
        this.moderator = moderator;
        this.platform = platform;
        this.inFlight = inFlight;
        this.pace = pace;
        this.lines = new LineReader(in, PostRequest.MAX_BYTES);
        this.out = out;
    }

    /** Answers every line; false if the body broke off before its end. */
    boolean run() throws IOException {
        for (Optional<LineReader.Line> line = next(); line.isPresent(); line = next()) {
            if (!line.get().isBlank()) {
                slots.add(decide(line.get()));
                answer(inFlight);
            }
        }
        answer(0);
        out.flush();
        return !brokenOff;
    }

    private Optional<LineReader.Line> next() throws IOException {
        // Who sends a line and waits for its answer gets it.
        if (!lines.isReady()) {
            answer(0);
            out.flush();
        }
        try {
            return lines.next();
        } catch (IOException e) {
            // Without a word the answers so far would look like all of them.
            LOG.debug("a batch broke off", e);
            brokenOff = true;
            slots.add(new Slot(lines.number(), null, Problem.unreadable("", "the body broke off in this line")));
            return Optional.empty();
        }
    }

    private Slot decide(LineReader.Line line) {
        try {
            pace.await(line.bytes().length);
            return new Slot(line.number(), moderator.submitPatiently(PostRequest.read(line), platform), null);
        } catch (RefusedException e) {
            return new Slot(line.number(), null, e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Slot(line.number(), null, Problem.overloaded("the server is about to stop"));
        } catch (RuntimeException e) {
            LOG.error("a line of a batch could not be decided", e);
            return new Slot(line.number(), null, Problem.internal());
        }
    }

    /** Writes the answers that are there, and waits for those beyond the number that may be under way. */
    private void answer(int underWay) throws IOException {
        while (!slots.isEmpty()) {
            Slot first = slots.getFirst();
            if (slots.size() <= underWay
                    && first.pending() != null
                    && !first.pending().isDone()) {
                return;
            }
            out.write(json(slots.removeFirst()));
            out.write('\n');
        }
    }

    private static byte[] json(Slot slot) {
        Problem problem = slot.problem();
        if (slot.pending() != null) {
            try {
                return slot.pending().await().json();
            } catch (RefusedException e) {
                problem = e.problem();
            } catch (RuntimeException e) {
                LOG.error("a line of a batch could not be answered", e);
            }
        }
        ObjectNode json = Json.object();
        json.put("line", slot.line());
        json.set("error", (problem == null ? Problem.internal() : problem).toJson());
        return Json.bytes(json);
    }
}
