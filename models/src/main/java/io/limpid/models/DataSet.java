package io.limpid.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A data set in a folder of data: gzip JSONL files {@code <folder>/<name>.<split>.jsonl.gz}.
 *
 * @param name the set's name
 * @param folder where its files are
 * @param year of its latest texts, or in which it was published where that is all that is known
 * @param licence under which its text was published
 * @param open whether that licence is an open one; models made from other sets are for those who have the right
 */
record DataSet(String name, String folder, int year, String licence, boolean open) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static final List<DataSet> ALL = List.of(
            open("sms_spam", "spam", 2011, "CC-BY-4.0"),
            open("youtube_spam", "spam", 2015, "CC-BY-4.0"),
            open("spamassassin", "spam", 2003, "PDDL-1.0"),
            open("tg_spam", "spam", 2025, "MIT"),
            research("fbs_sms", "spam", 2020, "no formal licence"),
            research("telecom_fraud", "spam", 2024, "scientific research only"),
            research("chineseharm", "mixed", 2025, "CC-BY-NC-4.0"),
            research("nus_ham", "spam", 2015, "no licence text"),
            open("davidson", "rights", 2017, "MIT"),
            open("hatexplain", "rights", 2021, "MIT"),
            open("edos", "rights", 2023, "CC0-1.0"),
            open("stormfront", "rights", 2018, "CC-BY-SA-3.0-ES"),
            open("hatemoji_build", "rights", 2022, "CC-BY-4.0"),
            open("misogyny", "rights", 2021, "MIT"),
            open("ethos", "rights", 2022, "GPL-3.0"),
            open("mlma", "rights", 2019, "MIT"),
            open("cold", "rights", 2022, "Apache-2.0"),
            open("swsr", "rights", 2022, "MIT"),
            open("germeval18", "rights", 2018, "CC-BY-4.0"),
            open("korean_hate", "rights", 2020, "CC-BY-SA-4.0"),
            open("told_br", "rights", 2020, "CC-BY-SA-4.0"),
            open("bias_templates", "rights", 2018, "CC-BY-4.0"),
            research("constraint_covid", "rumour", 2020, "MIT on a copy, original by registration"),
            open("covid19_rumor", "rumour", 2021, "MIT"),
            research("liar", "rumour", 2017, "research only"),
            research("checked", "rumour", 2021, "academic research only"),
            research("weibo16", "rumour", 2016, "GPL-3.0 on a copy, original for research"));

    private static DataSet open(String name, String folder, int year, String licence) {
        return new DataSet(name, folder, year, licence, true);
    }

    private static DataSet research(String name, String folder, int year, String licence) {
        return new DataSet(name, folder, year, licence, false);
    }

    /** The years that language and abuse are compared over, such as {@code 2012 to 2017}. */
    String era() {
        if (year < 2012) {
            return "up to 2011";
        }
        return year < 2018 ? "2012 to 2017" : year < 2022 ? "2018 to 2021" : "2022 and later";
    }

    /** The set of this name. */
    static DataSet named(String name) {
        return ALL.stream()
                .filter(set -> set.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no data set " + name));
    }

    /** Where a part of it is. */
    Path file(Path data, Split split) {
        return data.resolve(folder).resolve(name + "." + split.fileName() + ".jsonl.gz");
    }

    /** Whether this part is there; the test parts of some sets are held back. */
    boolean has(Path data, Split split) {
        return Files.isRegularFile(file(data, split));
    }

    /** The rows of a part, in the file's order. */
    List<Example> read(Path data, Split split) {
        Path file = file(data, split);
        try (var lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.UTF_8))) {
            var rows = new ArrayList<Example>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.add(row(line, file, rows.size() + 1));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": is --data the folder of the data sets?", e);
        }
    }

    private static Example row(String line, Path file, int number) {
        try {
            JsonNode row = JSON.readTree(line);
            JsonNode meta = row.path("meta");
            String detail = meta.path("topic").asText(meta.path("target").asText(""));
            return new Example(
                    row.required("id").asText(),
                    row.required("text").asText(),
                    row.required("lang").asText(),
                    row.required("area").asText(),
                    row.required("label").asText(),
                    row.required("y").asInt() == 1,
                    row.required("source").asText(),
                    detail);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file + ":" + number + ": no row of a data set (" + e.getMessage() + ")", e);
        }
    }
}
