package io.limpid.rule;

import io.limpid.signal.keyword.KeywordList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a list: one entry a line, {@code #} comments, {@code entry | note}, {@code !entry} for an allow-span. */
final class ListReader {
    static final int MAX_ENTRIES = 500_000;
    static final int MAX_ENTRY_LENGTH = 200;

    private static final String IF_MEANT = "; if it is meant, say why in a note: entry | note";
    private static final Pattern DASH = Pattern.compile("[-*\u2022\u00B7]\\s");
    private static final Pattern QUOTED = Pattern.compile("([\"'`]).*\\1[,;]?|\u201C.*\u201D[,;]?|\u2018.*\u2019[,;]?");
    private static final Pattern COMMENT = Pattern.compile("\\S\\s+(#)");

    private ListReader() {}

    static Optional<KeywordList> read(String name, String file, byte[] bytes, Issues issues) {
        Optional<String> text = YamlFile.decode(bytes);
        if (text.isEmpty()) {
            issues.error(Place.startOf(file), "the file is not UTF-8", "save it as UTF-8");
            return Optional.empty();
        }
        List<KeywordList.Entry> entries = new ArrayList<>();
        Map<String, Integer> seen = new LinkedHashMap<>();
        int number = 0;
        for (String line : (Iterable<String>) text.get().lines()::iterator) {
            number++;
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            Place place = new Place(file, number, 1);
            Optional<KeywordList.Entry> entry = entry(content, place, issues);
            if (entry.isEmpty()) {
                continue;
            }
            Integer first = seen.putIfAbsent(
                    (entry.get().allow() ? "!" : "=") + entry.get().text(), number);
            if (first != null) {
                issues.error(
                        place,
                        "\"" + entry.get().text() + "\" a second time",
                        "it stands in line " + first + " already");
                continue;
            }
            if (entries.size() >= MAX_ENTRIES) {
                issues.error(place, "more than " + MAX_ENTRIES + " entries", "split the list");
                return Optional.empty();
            }
            entries.add(entry.get());
            if (entry.get().note().isEmpty()) {
                warnOfLooks(line, content, entry.get(), place, issues);
            }
        }
        if (entries.stream().allMatch(KeywordList.Entry::allow)) {
            issues.error(Place.startOf(file), "the list has no entries", "add one entry a line");
        }
        return Optional.of(new KeywordList(name, entries));
    }

    /** Warns of what is likely meant otherwise. Whoever does mean it says why in a note. */
    private static void warnOfLooks(String line, String content, KeywordList.Entry entry, Place place, Issues issues) {
        Place start = new Place(place.file(), place.line(), column(line, line.indexOf(content)));
        Place end = new Place(place.file(), place.line(), column(line, line.indexOf(content) + content.length() - 1));
        String text = entry.text();
        Matcher comment = COMMENT.matcher(line);
        if (comment.find()) {
            issues.warning(
                    new Place(place.file(), place.line(), column(line, comment.start(1))),
                    "a \"#\" within an entry belongs to it",
                    "give a comment a line of its own, or write \"entry | note\"; \\# if it is meant");
        }
        if (DASH.matcher(text).lookingAt()) {
            issues.warning(start, "the dash belongs to the entry", "write the entry alone" + IF_MEANT);
        }
        if (",;\uFF0C\uFF1B\u3001".indexOf(text.charAt(text.length() - 1)) >= 0) {
            issues.warning(
                    end, "the \"" + text.charAt(text.length() - 1) + "\" belongs to the entry", "remove it" + IF_MEANT);
        }
        if (QUOTED.matcher(text).matches()) {
            issues.warning(start, "the quotes belong to the entry", "remove them" + IF_MEANT);
        }
        int first = text.codePointAt(0);
        if (!entry.allow()
                && text.length() == Character.charCount(first)
                && Character.isLetterOrDigit(first)
                && !Character.isIdeographic(first)) {
            issues.warning(
                    start, "an entry of one letter or digit, which many posts have", "write a longer one" + IF_MEANT);
        }
    }

    private static int column(String line, int index) {
        return line.codePointCount(0, index) + 1;
    }

    private static Optional<KeywordList.Entry> entry(String content, Place place, Issues issues) {
        boolean allow = content.startsWith("!");
        var text = new StringBuilder();
        String note = "";
        for (int i = allow ? 1 : 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c == '\\' && i + 1 < content.length() && "\\#!|".indexOf(content.charAt(i + 1)) >= 0) {
                text.append(content.charAt(++i));
            } else if (c == '|') {
                note = content.substring(i + 1).strip();
                break;
            } else {
                text.append(c);
            }
        }
        String entry = text.toString().strip();
        if (entry.isEmpty()) {
            issues.error(place, "an entry without text", "write the entry before the \"|\", or remove the line");
            return Optional.empty();
        }
        int length = entry.codePointCount(0, entry.length());
        if (length > MAX_ENTRY_LENGTH) {
            issues.error(place, "an entry of " + length + " characters", "at most " + MAX_ENTRY_LENGTH);
            return Optional.empty();
        }
        if (entry.codePoints().anyMatch(c -> Character.getType(c) == Character.CONTROL || c == 0xFFFD)) {
            issues.error(place, "an entry with a control character", "");
            return Optional.empty();
        }
        return Optional.of(new KeywordList.Entry(entry, place.line(), allow, note));
    }
}
