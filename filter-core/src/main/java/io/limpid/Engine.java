package io.limpid;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.VersionInfo;
import java.util.Optional;

/** What the filter is, as decisions pin it. */
public final class Engine {
    private Engine() {}

    /** Name and version of the filter, with the Unicode version of the tables that it folds by and the runtime's version. */
    public static String describe() {
        String version = Optional.ofNullable(Engine.class.getPackage().getImplementationVersion())
                .orElse("dev");
        return "limpid " + version
                + "; unicode " + UCharacter.getUnicodeVersion().getMajor()
                + "; icu " + VersionInfo.ICU_VERSION.getMajor() + "." + VersionInfo.ICU_VERSION.getMinor()
                + "; java " + Runtime.version().feature();
    }
}
