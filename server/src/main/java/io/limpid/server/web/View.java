package io.limpid.server.web;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every page has around it.
 *
 * @param chosen whether the reader chose the language on the page, so that links keep it
 * @param path of this page
 * @param parameters of this page that another language keeps, in order; those that are empty stand for none
 */
record View(Words words, boolean chosen, String title, String path, Map<String, String> parameters) {
    View {
        parameters = new LinkedHashMap<>(parameters);
    }

    /** A link to another page of the rulebook, in the language of this one. */
    String to(String target) {
        return to(target, Map.of());
    }

    String to(String target, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(more);
        if (chosen) {
            all.put("lang", words.tag());
        }
        int hash = target.indexOf('#');
        return hash < 0 ? Links.with(target, all) : Links.with(target.substring(0, hash), all) + target.substring(hash);
    }

    /** This page in another language. */
    String in(ReaderLanguage language) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put("lang", language.tag());
        return Links.with(path, all);
    }

    List<ReaderLanguage> languages() {
        return Arrays.asList(ReaderLanguage.values());
    }

    boolean isAt(String place) {
        return path.equals(place);
    }

    String style() {
        return Stylesheet.HREF;
    }

    /** The same page under another title. */
    View titled(String newTitle) {
        return new View(words, chosen, newTitle, path, parameters);
    }
}
