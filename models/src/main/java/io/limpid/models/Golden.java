package io.limpid.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.limpid.signal.classifier.Scores;
import io.limpid.signal.classifier.TrainedModel;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Invented posts with the scores that the model gave them when it was made; a build that scores them otherwise is broken. */
final class Golden {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How many filled templates of each grammar, at most. */
    private static final int EACH = 6;

    private static final List<String> ALWAYS = List.of(
            "See you at the station at eight.",
            "I am a Muslim woman and I live here.",
            "我是一名护士，今天值夜班。",
            "Thanks for the photos, they are lovely!",
            "会议改到下午三点，请大家准时参加。",
            "Привет, как дела?",
            "안녕하세요, 만나서 반갑습니다.",
            "🎉🎉🎉",
            "12345",
            "…",
            "w i n a free p r i z e now at http://example.com/win",
            "ＦＲＥＥ　ＭＯＮＥＹ",
            "加 微 信 领 红 包",
            "f.r.e.e c-a-s-h");

    private Golden() {}

    /** The lines of the file. */
    static String of(TrainedModel model, Templates templates) {
        var texts = new ArrayList<>(ALWAYS);
        texts.add(String.join(" ", java.util.Collections.nCopies(300, "This is a long and quiet post.")) + " "
                + "Claim your free prize now, text WIN to 80080!");
        for (TemplateGrammar grammar : templates.grammars()) {
            grammar.expand(Split.DEV, 1, 3).stream()
                    .limit(EACH)
                    .map(Example::text)
                    .forEach(texts::add);
        }
        List<Scores> scores = model.score(texts.stream().map(Post::of).toList());
        var out = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            var line = new LinkedHashMap<String, Object>();
            line.put("text", texts.get(i));
            line.put("scores", scores.get(i).byLabel());
            try {
                out.append(JSON.writeValueAsString(line)).append('\n');
            } catch (JsonProcessingException e) {
                throw new AssertionError("texts and numbers are JSON", e);
            }
        }
        return out.toString();
    }
}
