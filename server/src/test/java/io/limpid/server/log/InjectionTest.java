package io.limpid.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.limpid.server.log.Verification.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A system that fails at writing and syncing, as strace makes it fail: what was acknowledged is in the log, whatever is not. */
final class InjectionTest {
    private static final int ENOUGH = 30;
    private static final Set<Check> OF_THE_TREE =
            EnumSet.of(Check.V1, Check.V3, Check.V4, Check.V5, Check.V6, Check.V7, Check.V8, Check.V12);

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'fsync:error=EIO:when=40..43', true",
        "'fsync:error=EIO:when=50+', false",
        "'fsync:error=ENOSPC:when=45', true",
        "'pwrite64:error=EIO:when=200..203', true",
        "'pwrite64:error=ENOSPC:when=260+', false",
        "'pwrite64:error=ENOSPC:when=300..302', true"
    })
    void what_is_acknowledged_is_logged(String injection, boolean comesBack) throws Exception {
        Path trace = folder.resolve("trace");
        Path data = folder.resolve("data");
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        String call = injection.substring(0, injection.indexOf(':'));
        var under = List.of(
                "strace",
                "-f",
                "-qq",
                "--seccomp-bpf",
                "-e",
                "trace=" + call,
                "-e",
                "inject=" + injection,
                "-o",
                trace.toString());
        Map<String, Position> acknowledged = new LinkedHashMap<>();
        int refused = 0;
        int after = 0;
        try (var child = new Child(under, data, 4)) {
            String line = child.readLine();
            while (line != null && after < ENOUGH && (comesBack || refused < ENOUGH) && acknowledged.size() < 3000) {
                String[] words = line.substring(0, line.length() - 1).split(" ", -1);
                if (words[0].equals("ack")) {
                    acknowledged.put(words[1], new Position(Long.parseLong(words[2]), words[3]));
                    after += refused > 0 ? 1 : 0;
                } else {
                    refused++;
                }
                line = child.readLine();
            }
        }

        assertThat(Files.readString(trace)).contains("INJECTED");
        assertThat(refused).as("refused while it failed").isPositive();
        verify(data);
        try (var log = DecisionLog.open(LogPlace.alone(data), LogSettings.defaults(), Clock.systemUTC())) {
            acknowledged.forEach((id, position) -> {
                var stored = log.find(id).orElseThrow(() -> new AssertionError("lost " + id));
                assertThat(stored.leaf().position()).isEqualTo(position);
            });
        }
        verify(data);
    }

    /** All but what entries say, which those of this test do not keep to. */
    private static void verify(Path data) throws IOException {
        try (var verifier = LogVerifier.open(
                LogPlace.alone(data), Trust.ofTheLogItself(Instant.now()), digest -> Optional.empty())) {
            Verification found = verifier.run(Optional.empty(), (index, leaf) -> {});
            assertThat(found.faults())
                    .filteredOn(fault -> OF_THE_TREE.contains(fault.check()))
                    .isEmpty();
        }
    }
}
