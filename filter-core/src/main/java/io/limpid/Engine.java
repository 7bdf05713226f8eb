package io.limpid;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.VersionInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** What the filter is, as decisions pin it. */
public final class Engine {
    /**
     * Libraries whose code or tables decisions depend on: conditions, domains under which names are registered, numbering plans,
     * how languages are told and by which model, and regular expressions. ICU tells its version itself.
     */
    private static final List<String> LIBRARIES =
            List.of("cel", "guava", "libphonenumber", "opennlp", "langdetect", "re2j");

    private static final String DESCRIPTION = build();

    private Engine() {}

    /**
     * Name and version of the filter, with the Unicode version of the tables that it folds by, the runtime's version and those of
     * the libraries that it was built with.
     */
    public static String describe() {
        return DESCRIPTION;
    }

    private static String build() {
        String version = Optional.ofNullable(Engine.class.getPackage().getImplementationVersion())
                .orElse("dev");
        var text = new StringBuilder("limpid " + version
                + "; unicode " + UCharacter.getUnicodeVersion().getMajor()
                + "; icu " + VersionInfo.ICU_VERSION.getMajor() + "." + VersionInfo.ICU_VERSION.getMinor()
                + "; java " + Runtime.version().feature());
        Properties versions = versions();
        for (String library : LIBRARIES) {
            text.append("; ").append(library).append(' ').append(versions.getProperty(library));
        }
        return text.toString();
    }

    private static Properties versions() {
        var versions = new Properties();
        try (InputStream file = Engine.class.getResourceAsStream("engine.properties")) {
            versions.load(Objects.requireNonNull(file, "engine.properties is not in the jar"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading engine.properties", e);
        }
        return versions;
    }
}
