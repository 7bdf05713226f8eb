package io.limpid.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.Samples;
import io.limpid.Surroundings;
import io.limpid.signal.RepeatScope;
import io.limpid.signal.repeat.RepeatCount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionJsonTest {
    private static final ContentFilter FILTER =
            ContentFilter.of(List.of(PublishedRuleset.active(SampleRules.ruleset())), List.of(), () -> 0);

    @Test
    void a_decision_names_rule_source_and_evidence() throws Exception {
        ObjectNode json = answer("""
                {"id": "p", "text": "😀 Add me on 𝐓elegram: lucky_88", "author": {"age_days": 3},
                 "options": {"explain": "reviewer", "include_shadow": true}}
                """, Surroundings.NONE);

        assertThat(json.path("action").asText()).isEqualTo("hold");
        assertThat(json.path("flagged").asBoolean()).isTrue();
        assertThat(json.path("decided_at").asText()).isEqualTo("2026-11-23T10:00:00.000Z");
        assertThat(new String(Json.bytes(json.path("category_scores")), StandardCharsets.UTF_8))
                .isEqualTo("{\"spam\":0.0000,\"rumour\":0.0000,\"rights\":0.0000}");
        JsonNode reason = json.path("reasons").path(0);
        assertThat(reason.path("rule").asText()).isEqualTo("spam.contact-funnel");
        assertThat(reason.path("revision").asInt()).isEqualTo(3);
        assertThat(reason.path("ruleset_version").asText()).isEqualTo("2026.11.0");
        assertThat(reason.path("source").path("file").asText()).isEqualTo("spam/rules/contact-funnel.yaml");
        assertThat(reason.path("source").path("url").asText()).isEqualTo("/rulebook/spam.contact-funnel");
        assertThat(reason.path("explanation").asText()).isEqualTo("'Add me on' near '𝐓elegram', 2 handles, 3 days");
        assertThat(reason.path("evidence").path(0).toString())
                .isEqualTo(
                        "{\"layer\":\"keyword\",\"list\":\"contact-verbs\",\"entry\":\"add me on\",\"line\":2,\"field\":\"text\","
                                + "\"start\":2,\"end\":11,\"quote\":\"Add me on\",\"folds\":[\"case\"]}");
        assertThat(json.path("shadow").isArray()).isTrue();
        assertThat(json.has("log")).isFalse();
        assertThat(json.path("evaluation").path("skipped").path(0).path("what").asText())
                .isEqualTo("classifier:spam");
    }

    @Test
    void evidence_beyond_the_limit_is_left_out_and_counted() throws Exception {
        String text = "add me on telegram lucky_88. ".repeat(70);

        JsonNode reason = answer("{\"text\": \"" + text + "\"}", Surroundings.NONE)
                .path("reasons")
                .path(0);

        // 70 verbs, 30 of 70 messengers, the first of 140 handles, and author.age_days.
        assertThat(reason.path("evidence").size()).isEqualTo(70 + 30 + 1 + 1);
        assertThat(reason.path("evidence_left_out").asInt()).isEqualTo(40 + 139);
        assertThat(answer("{\"text\": \"Add me on Telegram: lucky_88\"}", Surroundings.NONE)
                        .path("reasons")
                        .path(0)
                        .has("evidence_left_out"))
                .isFalse();
    }

    @Test
    void an_author_who_writes_chinese_is_told_in_chinese() throws Exception {
        ObjectNode json =
                answer("{\"text\": \"快来加微信 abc1234 领取\", \"options\": {\"explain\": \"author\"}}", Surroundings.NONE);

        assertThat(json.path("reasons").path(0).path("title").asText()).isEqualTo("站外引流");
        assertThat(json.path("reasons").path(0).path("explanation").asText()).isEqualTo("您的帖子请读者添加联系方式。");
        assertThat(json.has("shadow")).isFalse();
    }

    @Test
    void what_stopped_a_rule_is_told() throws Exception {
        ObjectNode json = answer("{\"text\": \"官方客服：加微信 abc1234\"}", Surroundings.NONE);

        assertThat(json.path("action").asText()).isEqualTo("allow");
        assertThat(json.path("suppressed").path(0).path("rule").asText()).isEqualTo("spam.contact-funnel");
        assertThat(json.path("suppressed").path(0).path("by").asText()).isEqualTo("official#官方客服");
        assertThat(json.path("suppressed").path(0).path("evidence").size()).isPositive();
    }

    @Test
    void personal_data_is_masked_and_repeats_are_counted() throws Exception {
        ObjectNode json = answer(
                "{\"text\": \"my card: 4111 1111 1111 1111\", \"options\": {\"explain\": \"reviewer\"}}",
                new Surroundings(List.of(new RepeatCount(RepeatScope.AUTHOR, 600, 7)), Map.of()));

        assertThat(json.toString()).doesNotContain("1111 1111");
        assertThat(json.path("reasons").path(0).path("action").asText()).isEqualTo("remove");
        assertThat(json.path("categories").path("rights").asBoolean()).isTrue();
        assertThat(json.path("reasons").path(1).path("evidence").path(0).toString())
                .isEqualTo("{\"layer\":\"repeat\",\"scope\":\"author\",\"count\":7,\"window_seconds\":600}");
        assertThat(json.path("reasons").path(1).path("explanation").asText()).isEqualTo("7 times");
    }

    @Test
    void every_span_slices_the_submitted_text_in_code_points() {
        Samples.check(300, random -> {
            var text = new StringBuilder();
            String[] pieces = {"😀", "加", "微信", " ", "é", "e\u0301", "add me on ", "telegram ", "handle_1 ", "𝐓", "a"};
            for (int i = random.nextInt(30) + 1; i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            ObjectNode body = Json.object();
            body.putObject("fields").put("title", "😀😀" + text).put("body", text.toString());

            JsonNode json;
            try {
                json = answer(body.toString(), Surroundings.NONE);
            } catch (RefusedException | IOException e) {
                throw new AssertionError(e);
            }

            for (JsonNode evidence : json.findValues("evidence")) {
                for (JsonNode item : evidence) {
                    if (item.has("start")) {
                        String field = body.path("fields")
                                .path(item.path("field").asText())
                                .asText();
                        int start =
                                field.offsetByCodePoints(0, item.path("start").asInt());
                        int end = field.offsetByCodePoints(0, item.path("end").asInt());
                        assertThat(field.substring(start, end))
                                .isEqualTo(item.path("quote").asText());
                    }
                }
            }
        });
    }

    private static ObjectNode answer(String body, Surroundings surroundings) throws RefusedException, IOException {
        PostRequest request = PostRequest.read(body.getBytes(StandardCharsets.UTF_8));
        ObjectNode json = DecisionJson.answer(
                FILTER.decide(request.post(), surroundings), request, "d-1", Instant.parse("2026-11-23T10:00:00Z"));
        return (ObjectNode) Json.MAPPER.readTree(Json.bytes(json));
    }
}
