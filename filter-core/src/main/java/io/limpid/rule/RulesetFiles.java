package io.limpid.rule;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of one ruleset, as bytes.
 *
 * @param folder name of the folder that they came from, for messages
 * @param files bytes by path with {@code /}, such as {@code rules/contact-funnel.yaml}, in order of path
 * @param links paths of links, which are not followed; reading reports each as an error
 * @param strays paths of files that do not belong into a ruleset; reading reports each as a warning
 */
public record RulesetFiles(String folder, Map<String, byte[]> files, List<String> links, List<String> strays) {
    /** A ruleset may have this many files. */
    public static final int MAX_FILES = 5_000;
    /** No file of a ruleset may have more bytes. */
    public static final long MAX_BYTES = 16L << 20;

    public RulesetFiles {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        links = List.copyOf(links);
        strays = List.copyOf(strays);
    }

    /**
     * Reads the ruleset in {@code folder}: {@code ruleset.yaml}, {@code rules/*.yaml}, {@code lists/*.txt}. Links are not
     * followed.
     *
     * @throws UncheckedIOException if it cannot be read or is larger than the limits
     */
    public static RulesetFiles read(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        List<String> links = new ArrayList<>();
        List<String> strays = new ArrayList<>();
        try {
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
            try (Stream<Path> paths = Files.walk(folder, 3)) {
                for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                    String name = folder.relativize(path).toString().replace('\\', '/');
                    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                        continue;
                    }
                    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                        links.add(name);
                        continue;
                    }
                    if (!belongs(name)) {
                        strays.add(name);
                        continue;
                    }
                    if (Files.size(path) > MAX_BYTES) {
                        throw new IOException(name + " has more than " + MAX_BYTES + " bytes");
                    }
                    if (files.size() >= MAX_FILES) {
                        throw new IOException("more than " + MAX_FILES + " files");
                    }
                    files.put(name, Files.readAllBytes(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the ruleset in " + folder, e);
        }
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return new RulesetFiles(name == null ? "" : name.toString(), files, links, strays);
    }

    /**
     * The folders of rulesets in {@code folder}: itself when it is one, else each folder in it that is, in order of name. A
     * folder without a {@code ruleset.yaml} but with {@code rules} is meant to be one, so it is not passed over.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public static List<Path> folders(Path folder) {
        if (isRuleset(folder)) {
            return List.of(folder);
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(RulesetFiles::isRuleset).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    private static boolean isRuleset(Path folder) {
        return Files.exists(folder.resolve("ruleset.yaml")) || Files.isDirectory(folder.resolve("rules"));
    }

    /** Whether a path in a ruleset's folder is that of a file that rulesets have. */
    public static boolean belongs(String name) {
        return name.equals("ruleset.yaml") || name.matches("rules/[^/]+\\.yaml") || name.matches("lists/[^/]+\\.txt");
    }

    /** Digest of each file's bytes, {@code sha256:…}, by path in order of path. */
    public Map<String, String> digests() {
        Map<String, String> digests = new LinkedHashMap<>();
        files.forEach((path, bytes) -> digests.put(path, digest(bytes)));
        return digests;
    }

    /**
     * The manifest: a line {@code <hex SHA-256>  <path>} for each file in order of path, as {@code sha256sum} prints it. Its
     * own digest identifies the ruleset.
     */
    public String manifest() {
        var manifest = new StringBuilder();
        digests()
                .forEach((path, digest) -> manifest.append(digest.substring("sha256:".length()))
                        .append("  ")
                        .append(path)
                        .append('\n'));
        return manifest.toString();
    }

    /** {@code sha256:…} of the bytes. */
    public static String digest(byte[] bytes) {
        return "sha256:" + Hashing.sha256().hashBytes(bytes);
    }

    /** {@code sha256:…} of the text in UTF-8. */
    static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
