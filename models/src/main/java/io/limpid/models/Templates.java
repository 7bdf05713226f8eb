package io.limpid.models;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import com.google.common.reflect.ClassPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The grammars of invented posts that come with this module, in the order of their names. */
record Templates(List<TemplateGrammar> grammars, String digest) {
    private static final String FOLDER = "io/limpid/models/templates/";

    /** Those of an area. */
    static Templates of(String area) {
        try {
            List<String> names = ClassPath.from(Templates.class.getClassLoader()).getResources().stream()
                    .map(ClassPath.ResourceInfo::getResourceName)
                    .filter(name -> name.startsWith(FOLDER) && name.endsWith(".yaml"))
                    .sorted()
                    .toList();
            Hasher digest = Hashing.sha256().newHasher();
            var grammars = new java.util.ArrayList<TemplateGrammar>();
            for (String name : names) {
                String yaml = Resources.toString(Resources.getResource(name), StandardCharsets.UTF_8);
                TemplateGrammar grammar = TemplateGrammar.parse(name.substring(FOLDER.length()), yaml);
                if (grammar.area().equals(area)) {
                    grammars.add(grammar);
                    digest.putString(yaml, StandardCharsets.UTF_8);
                }
            }
            return new Templates(List.copyOf(grammars), "sha256:" + digest.hash());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the templates", e);
        }
    }
}
