package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code limpid} at the top of the repository.
 *
 * <p>It stands in a repository of its own here, with a jar that leads to the classes under test. Where the program does not
 * matter, a script takes the place of Java and says how it was called.
 */
class LauncherTest {
    private static final String SAMPLE = "src/test/resources/io/limpid/server/cli/";
    private static final List<String> TOOLS = List.of("bash", "dirname", "readlink", "sed", "find", "touch", "locale");

    @TempDir
    Path folder;

    private Path home;
    private Path jar;
    private Path bin;
    private final Map<String, String> environment = new TreeMap<>();

    /** What a run of the script gave. */
    private record Run(int code, String out, String err) {}

    @BeforeEach
    void layOut() throws IOException {
        home = folder.resolve("a home with spaces");
        bin = Files.createDirectories(folder.resolve("bin"));
        for (String source : List.of("filter-core", "models", "server")) {
            Files.createDirectories(home.resolve(source + "/src/main"));
            Files.createFile(home.resolve(source + "/pom.xml"));
        }
        Files.createFile(home.resolve("pom.xml"));
        Files.copy(Path.of("../limpid"), home.resolve("limpid"));
        setExecutable(home.resolve("limpid"));
        copy(Path.of(SAMPLE + "sound"), home.resolve("rulesets/sound"));
        jar = Files.createDirectories(home.resolve("server/target")).resolve("limpid.jar");
        writeJar();
        for (String tool : TOOLS) {
            script(bin.resolve(tool), "exec " + find(tool).orElseThrow() + " \"$@\"");
        }
        environment.put("PATH", bin.toString());
        environment.put("LC_ALL", "C");
    }

    @Test
    void runs_from_another_folder_through_a_link_and_passes_words_as_they_are() throws Exception {
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        Path link = Files.createSymbolicLink(bin.resolve("limpid-link"), home.resolve("limpid"));

        Run explain = run(link, "rules", "explain", "--text", "double  your $HOME *, 加微信 '\"bitcoin");

        assertThat(explain.err()).isEmpty();
        assertThat(explain.code()).isZero();
        assertThat(explain.out())
                .contains("double  your $HOME *, 加微信 '\"bitcoin")
                .contains("sound.coin");
    }

    @Test
    void passes_on_the_exit_code_of_the_program_and_says_nothing_itself() throws Exception {
        environment.put("JAVA_HOME", System.getProperty("java.home"));

        Run lint = run(
                home.resolve("limpid"),
                "rules",
                "lint",
                Path.of(SAMPLE + "failing").toAbsolutePath().toString());

        assertThat(lint.code()).isEqualTo(1);
        assertThat(lint.out()).contains("rules/coin.yaml:");
        assertThat(lint.err().lines()).hasSize(1);
    }

    @Test
    void says_what_is_missing_where_there_is_no_java() throws Exception {
        assertThat(run(home.resolve("limpid"), "--version"))
                .isEqualTo(new Run(
                        2, "", "limpid: no java found; install a JDK, version 17 or later, or set JAVA_HOME\n"));
    }

    @Test
    void refuses_a_java_that_is_too_old_by_its_release_file_or_by_asking_it() throws Exception {
        Path old = java("jdk-11", "echo started");
        release("jdk-11", "11.0.2");
        environment.put("JAVA_HOME", folder.resolve("jdk-11").toString());
        assertThat(run(home.resolve("limpid"), "--version"))
                .isEqualTo(new Run(2, "", "limpid: " + old + " is not Java 17 or later, which limpid needs\n"));

        Path older = java("jdk-8", "echo '    java.specification.version = 1.8' >&2");
        environment.put("JAVA_HOME", folder.resolve("jdk-8").toString());
        assertThat(run(home.resolve("limpid"), "--version"))
                .isEqualTo(new Run(2, "", "limpid: " + older + " is not Java 17 or later, which limpid needs\n"));
    }

    @Test
    void takes_the_java_of_the_path_and_hands_it_every_word() throws Exception {
        Path java = java("jdk-21", "printf '<%s>\\n' \"$@\"; exit 7");
        release("jdk-21", "21");
        Files.createSymbolicLink(bin.resolve("java"), java);

        Run run = run(home.resolve("limpid"), "check", "a file.jsonl", "", "*");

        assertThat(run.code()).isEqualTo(7);
        assertThat(run.out())
                .contains("<-Dlimpid.home=" + home.toRealPath() + ">")
                .contains("<-Dlimpid.watched=false>")
                .endsWith("<-jar>\n<" + jar.toRealPath() + ">\n<check>\n<a file.jsonl>\n<>\n<*>\n");
    }

    @Test
    void builds_when_a_source_is_newer_than_the_program_and_only_then() throws Exception {
        java("jdk-17", "echo ran");
        release("jdk-17", "17.0.1");
        environment.put("JAVA_HOME", folder.resolve("jdk-17").toString());
        script(bin.resolve("mvn"), "echo \"in $PWD: $*\"");
        assertThat(run(home.resolve("limpid"))).isEqualTo(new Run(0, "ran\n", ""));

        Files.createFile(home.resolve("filter-core/src/main/New.java"));
        Run building = run(home.resolve("limpid"));
        Run again = run(home.resolve("limpid"));

        assertThat(building.out()).isEqualTo("ran\n");
        assertThat(building.err())
                .startsWith("limpid: building, which takes a minute or two the first time\n")
                .contains("in " + home.toRealPath() + ": ")
                .contains("-pl server -am package");
        assertThat(again).isEqualTo(new Run(0, "ran\n", ""));
    }

    @Test
    void says_so_when_it_cannot_be_built() throws Exception {
        java("jdk-17", "echo ran");
        release("jdk-17", "17.0.1");
        environment.put("JAVA_HOME", folder.resolve("jdk-17").toString());
        Files.delete(jar);

        assertThat(run(home.resolve("limpid")))
                .isEqualTo(new Run(2, "", "limpid: no mvn found; install Apache Maven, version 3.8 or later\n"));

        script(bin.resolve("mvn"), "echo 'it does not compile'; exit 1");
        Run broken = run(home.resolve("limpid"));
        assertThat(broken.code()).isEqualTo(2);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).endsWith("it does not compile\nlimpid: the build failed; its messages are above\n");
    }

    @Test
    void tells_the_program_whether_a_person_watches() throws Exception {
        Optional<Path> script = find("script");
        assumeTrue(script.isPresent(), "script, of util-linux, gives a command a terminal");
        java("jdk-17", "for word in \"$@\"; do case $word in *watched*) echo $word; esac; done");
        release("jdk-17", "17.0.1");
        environment.put("JAVA_HOME", folder.resolve("jdk-17").toString());
        environment.put("SHELL", bin.resolve("bash").toString());

        Run piped = run(home.resolve("limpid"), "check");
        Run watched = run(script.get(), "-qec", "'" + home.resolve("limpid") + "' check", "/dev/null");

        assertThat(piped).isEqualTo(new Run(0, "-Dlimpid.watched=false\n", ""));
        assertThat(watched).isEqualTo(new Run(0, "-Dlimpid.watched=true\r\n", ""));
    }

    private Run run(Path command, String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(Arrays.asList(words));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(
                process.exitValue(),
                Files.readString(folder.resolve("out.txt")),
                Files.readString(folder.resolve("err.txt")));
    }

    /** A file that stands for the {@code java} of an installation. */
    private Path java(String name, String does) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name + "/bin")).resolve("java");
        script(file, does);
        return file;
    }

    /** The file in which an installation of Java says its version. */
    private void release(String name, String version) throws IOException {
        Files.writeString(folder.resolve(name + "/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.createDirectories(to);
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void script(Path file, String does) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + does + "\n");
        setExecutable(file);
    }

    private static void setExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Optional<Path> find(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(Path::of)
                .map(path -> path.resolve(tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A program whose classes are those of this test, newer than its sources. */
    private void writeJar() throws IOException {
        String classPath = Stream.of(System.getProperty("java.class.path").split(":", -1))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" "));
        var manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, classPath);
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : (Iterable<Path>)
                    files.filter(file -> !file.equals(jar) && !file.startsWith(home.resolve("rulesets")))::iterator) {
                Files.setLastModifiedTime(file, before);
            }
        }
    }
}
