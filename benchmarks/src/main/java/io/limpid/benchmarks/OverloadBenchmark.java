package io.limpid.benchmarks;

import io.limpid.server.LimpidServer;
import io.limpid.server.RunningServer;
import io.limpid.server.access.Allowance;
import io.limpid.server.access.Limits;
import io.limpid.server.config.ServerConfig;
import io.limpid.server.config.ServerConfig.Listening;
import io.limpid.server.config.ServerConfig.Logs;
import io.limpid.server.config.ServerConfig.ModelSettings;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Maintainers;
import io.limpid.server.webhook.WebhookSettings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What those who are let in wait while many more want to be: callers who ask again at once, as many as the service takes at a time
 * ({@code limits.concurrent_requests}), twice and ten times as many. Callers and service share the machine.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -Xmx1g -cp 'benchmarks/target/benchmarks.jar:benchmarks/target/lib/*' io.limpid.benchmarks.OverloadBenchmark [SECONDS] [AT_A_TIME]
 * </pre>
 */
public final class OverloadBenchmark {
    private static final int WARM_UP_MILLIS = 3_000;

    private final int port;
    private final byte[] request;

    private OverloadBenchmark(int port) {
        this.port = port;
        String body = "{\"text\": \"" + "Does anybody know whether the library opens on Sunday? ".repeat(5) + "\"}";
        this.request =
                ("POST /v1/moderate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII);
    }

    /** Nanoseconds of answers with a decision, and of refusals. */
    private record Times(List<Long> decided, List<Long> refused) {}

    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
        int atATime = args.length > 1 ? Integer.parseInt(args[1]) : 16;
        Path folder = Files.createTempDirectory("limpid-benchmark");
        var limits = new Limits(
                10_000, 10_000, 60, 256, new Allowance(0, 0, atATime, 64), new Allowance(0, 0, 10_000, 64), Map.of());
        try (RunningServer server = LimpidServer.start(new ServerConfig(
                Listening.openly(0),
                LogPlace.alone(folder.resolve("data")),
                Path.of("rulesets"),
                ModelSettings.of(List.of(), 1_000),
                Retention.FOR_GOOD,
                Maintainers.NONE,
                WebhookSettings.NONE,
                limits,
                Logs.USUAL))) {
            var benchmark = new OverloadBenchmark(server.port());
            benchmark.run(atATime, WARM_UP_MILLIS);
            System.out.println("callers  decided/s  p50 ms  p99 ms  refused/s  p99 ms");
            for (int times : new int[] {1, 2, 10, 1}) {
                Times seen = benchmark.run(times * atATime, seconds * 1_000);
                System.out.printf(
                        Locale.ROOT,
                        "%7d  %9d  %6.1f  %6.1f  %9d  %6.1f%n",
                        times * atATime,
                        seen.decided().size() / seconds,
                        millis(seen.decided(), 0.5),
                        millis(seen.decided(), 0.99),
                        seen.refused().size() / seconds,
                        millis(seen.refused(), 0.99));
            }
        }
    }

    private static double millis(List<Long> nanos, double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    private Times run(int callers, int millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000L;
        List<Times> all = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            var own = new Times(new ArrayList<>(), new ArrayList<>());
            all.add(own);
            threads.add(new Thread(() -> call(own, end)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        var together = new Times(new ArrayList<>(), new ArrayList<>());
        all.forEach(times -> {
            together.decided().addAll(times.decided());
            together.refused().addAll(times.refused());
        });
        return together;
    }

    private void call(Times times, long end) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            var in = new BufferedInputStream(socket.getInputStream());
            while (System.nanoTime() < end) {
                long begun = System.nanoTime();
                out.write(request);
                int status = answer(in);
                long took = System.nanoTime() - begun;
                if (status == 200) {
                    times.decided().add(took);
                } else if (status == 503) {
                    times.refused().add(took);
                } else {
                    throw new IllegalStateException("an answer " + status);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a connection broke", e);
        }
    }

    private static int answer(InputStream in) throws IOException {
        int status = 0;
        int length = 0;
        var line = new byte[1 << 13];
        for (int size = line(in, line); size > 0; size = line(in, line)) {
            String text = new String(line, 0, size, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            if (status == 0) {
                status = Integer.parseInt(text.substring(9, 12));
            } else if (text.startsWith("content-length:")) {
                length = Integer.parseInt(text.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static int line(InputStream in, byte[] line) throws IOException {
        Arrays.fill(line, 0, 1, (byte) 0);
        int size = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the connection ended");
            }
            if (b != '\r') {
                line[size++] = (byte) b;
            }
        }
        return size;
    }
}
