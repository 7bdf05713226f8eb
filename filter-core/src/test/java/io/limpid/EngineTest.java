package io.limpid;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InternetDomainName;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.re2j.Pattern;
import dev.cel.runtime.CelRuntime;
import java.util.LinkedHashMap;
import java.util.Map;
import opennlp.tools.langdetect.LanguageDetectorModel;
import org.junit.jupiter.api.Test;

class EngineTest {
    @Test
    void a_decision_pins_the_libraries_that_it_was_made_with() {
        Map<String, Class<?>> libraries = new LinkedHashMap<>();
        libraries.put("cel", CelRuntime.class);
        libraries.put("guava", InternetDomainName.class);
        libraries.put("libphonenumber", PhoneNumberUtil.class);
        libraries.put("opennlp", LanguageDetectorModel.class);
        libraries.put("re2j", Pattern.class);

        libraries.forEach((name, type) -> assertThat(Engine.describe())
                .as(String.valueOf(type.getProtectionDomain().getCodeSource().getLocation()))
                .contains("; " + name + " " + versionOfJar(type)));
    }

    @Test
    void every_part_has_a_version() {
        assertThat(Engine.describe())
                .matches("limpid [^;]+; unicode \\d+; icu \\d+\\.\\d+; java \\d+(; [a-z0-9]+ \\d[0-9A-Za-z.-]*){6}")
                .contains("; langdetect 1.");
    }

    /** From {@code …/re2j-1.8.jar}: 1.8. */
    private static String versionOfJar(Class<?> type) {
        String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        String jar = path.substring(path.lastIndexOf('/') + 1, path.length() - ".jar".length());
        return jar.replaceFirst("^[a-z-]*?[a-z0-9]*-(?=[0-9])", "");
    }
}
