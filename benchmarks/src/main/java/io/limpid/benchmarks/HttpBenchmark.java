package io.limpid.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Requests per second of {@code POST /v1/moderate} with the durable log, against a bare Javalin endpoint that parses the same
 * JSON and writes an answer of the same size, each server in a process of its own, in turn, in one run.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -cp 'benchmarks/target/benchmarks.jar' io.limpid.benchmarks.HttpBenchmark [connections] [seconds] [rounds]
 * </pre>
 */
public final class HttpBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HttpBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("bare")) {
            serveBare(args[1]);
            return;
        }
        int connections = args.length > 0 ? Integer.parseInt(args[0]) : 32;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        Path data = Files.createTempDirectory("limpid-benchmark");
        Path answerFile = data.resolve("answer.json");
        try (Server limpid = Server.start(
                "./limpid",
                "serve",
                "--open",
                "--port",
                "0",
                "--data",
                data.resolve("log").toString())) {
            Files.write(answerFile, new Connection(limpid.port()).post("/v1/moderate", body(0)));
            try (Server bare = Server.start(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-cp",
                    System.getProperty("java.class.path"),
                    HttpBenchmark.class.getName(),
                    "bare",
                    answerFile.toString())) {
                compare(limpid, bare, connections, seconds, rounds);
            }
        }
    }

    private static void compare(Server limpid, Server bare, int connections, int seconds, int rounds) throws Exception {
        List<Double> ratios = new ArrayList<>();
        for (int round = -1; round < rounds; round++) {
            Rate bareRate = rate(bare, connections, seconds);
            Rate limpidRate = rate(limpid, connections, seconds);
            double ratio = limpidRate.perSecond() / bareRate.perSecond();
            String name = round < 0 ? "warm-up" : "round " + (round + 1);
            say(String.format(Locale.ROOT, "%s: bare %s, limpid %s, ratio %.2f", name, bareRate, limpidRate, ratio));
            if (round >= 0) {
                ratios.add(ratio);
            }
        }
        double[] sorted =
                ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        say(String.format(
                Locale.ROOT,
                "median ratio %.2f of %d rounds, %d connections",
                sorted[sorted.length / 2],
                rounds,
                connections));
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static void serveBare(String answerFile) throws IOException {
        ObjectNode answer = (ObjectNode) JSON.readTree(Files.readAllBytes(Path.of(answerFile)));
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.post("/v1/moderate", context -> {
                JsonNode request = JSON.readTree(context.bodyAsBytes());
                ObjectNode copy = answer.deepCopy();
                copy.set("id", request.path("id"));
                context.contentType("application/json").result(JSON.writeValueAsBytes(copy));
            });
        });
        server.start("127.0.0.1", 0);
        say(String.format(Locale.ROOT, "bare listening on http://127.0.0.1:%d", server.port()));
    }

    private static final String[] WORDS =
            ("the a of to and in on we they she he our this that river rain bread library book train window garden "
                            + "evening winter friend morning city street market kitchen question answer letter number music paper summer walk "
                            + "found small quiet early late bring open close ask tell remember begin wait choose carry green cold warm long")
                    .split(" ");
    private static final String[] PHRASES =
            "今天 下班 以后 同事 一起 火锅 排队 小时 味道 不错 周末 天气 出门 孩子 作业 图书馆 电影 地铁 早上 面包 朋友 聊天 回家 做饭 跑步 公园 新闻 手机 照片 旅行".split(" ");

    /** Posts of some 280 characters, no two alike, every third Chinese; one in eight is an advertisement that a rule holds. */
    private static byte[] body(int number) {
        Random random = new Random(number);
        boolean chinese = number % 3 == 0;
        String[] words = chinese ? PHRASES : WORDS;
        StringBuilder text = new StringBuilder(300);
        while (text.length() < 270) {
            text.append(words[random.nextInt(words.length)]).append(chinese ? "" : " ");
        }
        if (number % 8 == 0) {
            text.append("加薇✓信 abc").append(number).append(" 领取");
        }
        ObjectNode post = JSON.createObjectNode();
        post.put("id", "post-" + number).put("text", text.toString());
        post.putObject("author").put("id", "u-" + number % 5_000).put("age_days", number % 700);
        return post.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What a round came to.
     *
     * @param perSecond requests answered
     * @param cpuMicros processor time of the server for each, which other load on the machine hardly changes
     */
    private record Rate(double perSecond, double cpuMicros) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f/s (%.0f µs of processor each)", perSecond, cpuMicros);
        }
    }

    private static Rate rate(Server server, int connections, int seconds) throws Exception {
        int port = server.port();
        Duration cpuBefore = server.cpu();
        ExecutorService pool = Executors.newFixedThreadPool(connections);
        try {
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int first = i;
                Callable<Integer> client = () -> {
                    Connection connection = new Connection(port);
                    int sent = 0;
                    while (System.nanoTime() < end) {
                        connection.post("/v1/moderate", body(first + sent * connections));
                        sent++;
                    }
                    connection.close();
                    return sent;
                };
                counts.add(pool.submit(client));
            }
            long total = 0;
            for (Future<Integer> count : counts) {
                total += count.get();
            }
            Duration cpu = server.cpu().minus(cpuBefore);
            return new Rate(total / (double) seconds, cpu.toNanos() / 1_000.0 / total);
        } finally {
            pool.shutdownNow();
        }
    }

    /** A process that prints its address in its first line. */
    private record Server(Process process, int port) implements AutoCloseable {
        static Server start(String... command) throws IOException {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            if (line == null || !line.contains(":")) {
                process.destroy();
                throw new IOException("no address from " + Arrays.toString(command));
            }
            return new Server(
                    process,
                    Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip()));
        }

        Duration cpu() {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    /** A kept-alive HTTP/1.1 connection that does no more than it must, so that the servers get the processor. */
    private static final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
            out = socket.getOutputStream();
        }

        byte[] post(String path, byte[] body) throws IOException {
            byte[] head = ("POST " + path
                            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] whole = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, whole, head.length, body.length);
            out.write(whole);
            out.flush();
            String status = line();
            if (!status.contains(" 200 ")) {
                throw new IOException("answered " + status);
            }
            int length = 0;
            boolean chunked = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            lower.substring("content-length:".length()).strip());
                }
            }
            return chunked ? chunks() : in.readNBytes(length);
        }

        private byte[] chunks() throws IOException {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            while (true) {
                int length = Integer.parseInt(line().strip(), 16);
                whole.write(in.readNBytes(length));
                line();
                if (length == 0) {
                    return whole.toByteArray();
                }
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the server closed the connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        void close() throws IOException {
            socket.close();
        }
    }
}
