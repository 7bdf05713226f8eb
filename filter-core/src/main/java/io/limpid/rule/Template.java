package io.limpid.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with places to be filled, such as {@code {{verb}} near {{app.count}}}; how explanations are written. */
public final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*\\}\\}");

    private static final Pattern BRACED = Pattern.compile("(\\{+)\\s*([^{}]*?)\\s*(\\}+)");

    private Template() {}

    /** The names between double braces, in order. */
    static List<String> names(String template) {
        List<String> names = new ArrayList<>();
        Matcher places = PLACE.matcher(template);
        while (places.find()) {
            names.add(places.group(1));
        }
        return names;
    }

    /** The names between braces that make no place, such as {@code {verb}}; what stands there stays as it is. */
    static List<String> namesWithoutPlace(String template) {
        List<String> names = new ArrayList<>();
        Matcher braced = BRACED.matcher(template);
        while (braced.find()) {
            if (braced.group(1).length() == 1 || braced.group(3).length() == 1) {
                names.add(braced.group(2));
            }
        }
        return names;
    }

    /** The text with a value in each place; values are not read as templates. */
    public static String fill(String template, UnaryOperator<String> valueOf) {
        return PLACE.matcher(template).replaceAll(place -> Matcher.quoteReplacement(valueOf.apply(place.group(1))));
    }
}
