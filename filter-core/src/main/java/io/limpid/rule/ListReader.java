package io.limpid.rule;

import io.limpid.signal.keyword.KeywordList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a list: one entry a line, {@code #} comments, {@code entry | note}, {@code !entry} for an allow-span. */
final class ListReader {
    static final int MAX_ENTRIES = 500_000;
    static final int MAX_ENTRY_LENGTH = 200;

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
        }
        if (entries.stream().allMatch(KeywordList.Entry::allow)) {
            issues.error(Place.startOf(file), "the list has no entries", "add one entry a line");
        }
        return Optional.of(new KeywordList(name, entries));
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
