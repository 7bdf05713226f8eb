package io.limpid.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operating system is asked for, as strace sees it: a kill alone cannot tell whether a power cut would have been survived. */
final class SyncTest {
    private static final int ACKNOWLEDGED = 40;

    @TempDir
    Path folder;

    @Test
    void a_sync_stands_between_each_commit_and_its_answer() throws IOException {
        Path trace = folder.resolve("trace");
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        var under = List.of(
                "strace",
                "-f",
                "-qq",
                "--seccomp-bpf",
                "-e",
                "trace=fsync,fdatasync,write",
                "-s",
                "8",
                "-o",
                trace.toString());
        try (var child = new Child(under, folder.resolve("data"), 1)) {
            for (int i = 0; i < ACKNOWLEDGED; i++) {
                assertThat(child.readLine()).startsWith("ack ");
            }
        }

        int acknowledged = 0;
        int syncs = 0;
        for (String line : Files.readAllLines(trace)) {
            if (line.contains("fsync(") || line.contains("fdatasync(") || line.contains("sync resumed")) {
                syncs++;
            } else if (line.contains("write(1, \"ack ")) {
                assertThat(syncs).as("syncs before answer %d", acknowledged).isPositive();
                syncs = 0;
                acknowledged++;
            }
        }
        assertThat(acknowledged).isGreaterThanOrEqualTo(ACKNOWLEDGED);
    }
}
