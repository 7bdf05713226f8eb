package io.limpid.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.limpid.Samples;
import io.limpid.rule.Audience;
import io.limpid.server.api.PostRequest.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostRequestTest {
    static final String FULL = """
            {"id": "post-8812", "fields": {"title": "Hello", "body": "加微信"}, "language": "zh", "surface": "comment",
             "created_at": "2026-11-23T10:00:00.000Z",
             "author": {"id": "u-17", "age_days": 3, "post_count": 1, "trusted": false},
             "context": {"reply_to": "post-8800", "territory": "DE", "attributes": {"room": "market", "size": 1.50, "open": true}},
             "options": {"explain": "reviewer", "dry_run": true, "store": "digest", "include_shadow": true}}
            """;

    @Test
    void reads_every_member() throws RefusedException {
        PostRequest request = read(FULL);

        assertThat(request.post().id()).isEqualTo("post-8812");
        assertThat(request.post().fields()).containsExactly(Map.entry("title", "Hello"), Map.entry("body", "加微信"));
        assertThat(request.post().language()).isEqualTo("zh");
        assertThat(request.post().surface()).isEqualTo("comment");
        assertThat(request.post().createdAt()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
        assertThat(request.post().author()).hasToString("Author[id=u-17, ageDays=3, postCount=1, trusted=false]");
        assertThat(request.post().context())
                .hasToString(
                        "Context[replyTo=post-8800, territory=DE, attributes={room=market, size=1.50, open=true}]");
        assertThat(request.explain()).isEqualTo(Audience.REVIEWER);
        assertThat(request.dryRun()).isTrue();
        assertThat(request.store()).isEqualTo(Store.DIGEST);
        assertThat(request.includeShadow()).isTrue();
    }

    @Test
    void a_null_counts_as_left_out() throws RefusedException {
        assertThat(read("{\"text\": \"x\", \"author\": null, \"options\": {\"explain\": null}}"))
                .isEqualTo(read("{\"text\": \"x\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    ``                                                     | 400 | ``
                    {                                                      | 400 | ``
                    []                                                     | 400 | ``
                    "text"                                                 | 400 | ``
                    {"text":"x"} {}                                        | 400 | ``
                    {"text":"x","text":"y"}                                | 400 | /text
                    {"text":"x","author":{"id":"1","id":"2"}}              | 400 | /author/id
                    {}                                                     | 400 | ``
                    {"text":null}                                          | 400 | ``
                    {"text":""}                                            | 400 | /text
                    {"fields":{}}                                          | 400 | /fields
                    {"fields":{"a":""}}                                    | 400 | /fields
                    {"text":"x","fields":{"a":"b"}}                        | 400 | ``
                    {"text":5}                                             | 400 | /text
                    {"fields":["x"]}                                       | 400 | /fields
                    {"fields":{"a/b~":5}}                                  | 400 | /fields/a~1b~0
                    {"fields":{"a":null}}                                  | 400 | /fields/a
                    {"text":"\\ud800"}                                     | 400 | /text
                    {"text":"x","id":"\\udc00a"}                           | 400 | /id
                    {"text":"x","txet":"y"}                                | 400 | /txet
                    {"text":"x","author":{"age":3}}                        | 400 | /author/age
                    {"text":"x","author":{"age_days":-1}}                  | 400 | /author/age_days
                    {"text":"x","author":{"age_days":2.5}}                 | 400 | /author/age_days
                    {"text":"x","author":{"post_count":99999999999}}       | 400 | /author/post_count
                    {"text":"x","author":{"trusted":"yes"}}                | 400 | /author/trusted
                    {"text":"x","author":"u"}                              | 400 | /author
                    {"text":"x","surface":"wall"}                          | 400 | /surface
                    {"text":"x","language":"english!"}                     | 400 | /language
                    {"text":"x","created_at":"yesterday"}                  | 400 | /created_at
                    {"text":"x","context":{"attributes":{"a":[]}}}         | 400 | /context/attributes/a
                    {"text":"x","context":{"attributes":"a"}}              | 400 | /context/attributes
                    {"text":"x","options":{"explain":"judge"}}             | 400 | /options/explain
                    {"text":"x","options":{"store":1}}                     | 400 | /options/store
                    {"text":"x","options":{"dry_run":"true"}}              | 400 | /options/dry_run
                    {"text":"x","options":{"dryrun":true}}                 | 400 | /options/dryrun
                    """)
    void refuses_and_points_to_the_place(String body, int status, String pointer) {
        Problem problem = refused(body.getBytes(StandardCharsets.UTF_8));

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.errors()).extracting(Problem.Fault::pointer).containsExactly(pointer);
    }

    @Test
    void tells_everything_that_is_wrong_at_once_and_what_was_meant() {
        Problem problem =
                refused("{\"txt\": \"x\", \"author\": {\"agedays\": 1}, \"options\": {\"explain\": \"revewer\"}}"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(problem.errors())
                .containsExactlyInAnyOrder(
                        new Problem.Fault("/txt", "an unknown field; did you mean \"text\"?"),
                        new Problem.Fault("", "text or fields is required"),
                        new Problem.Fault("/author/agedays", "an unknown field; did you mean \"age_days\"?"),
                        new Problem.Fault("/options/explain", "did you mean \"reviewer\"?"));
    }

    @Test
    void refuses_bytes_that_are_no_utf_8() {
        assertThat(refused(new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xC0, (byte) 0x80, '"', '}'})
                        .detail())
                .isEqualTo("the body is not UTF-8");
        assertThat(refused("{\"text\": \"x\"}".getBytes(StandardCharsets.UTF_16))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void takes_a_post_up_to_the_limits_and_no_longer_one() throws RefusedException {
        assertThat(read("{\"text\": \"" + "😀".repeat(100_000) + "\"}").post().length())
                .isEqualTo(100_000);
        assertThat(refused(("{\"fields\": {\"a\": \"" + "😀".repeat(50_000) + "\", \"b\": \"" + "x".repeat(50_001)
                                        + "\"}}")
                                .getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(413);
        assertThat(refused(("{\"text\": \"x\"}" + " ".repeat(1 << 20)).getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(413);
        assertThat(read(fields(32)).post().fields()).hasSize(32);
        assertThat(refused(fields(33).getBytes(StandardCharsets.UTF_8)).status())
                .isEqualTo(400);
    }

    @Test
    void refuses_what_nests_too_deep() {
        String deep = "{\"text\": \"x\", \"context\": {\"attributes\": {\"a\": " + "[".repeat(100_000)
                + "]".repeat(100_000) + "}}}";

        assertThat(refused(deep.getBytes(StandardCharsets.UTF_8)).detail()).isEqualTo("the body nests deeper than 32");
    }

    @Test
    void a_hostile_body_is_read_or_refused_and_nothing_else() {
        Samples.check(3_000, random -> {
            byte[] body = HostileBodies.mutated(random, FULL.getBytes(StandardCharsets.UTF_8));

            assertThatCode(() -> {
                        try {
                            PostRequest.read(body);
                        } catch (RefusedException e) {
                            assertThat(e.problem().status()).isIn(400, 413);
                            assertThat(Json.bytes(e.problem().toJson())).isNotEmpty();
                        }
                    })
                    .doesNotThrowAnyException();
        });
    }

    private static String fields(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"f" + i + "\": \"x\"")
                .collect(Collectors.joining(", ", "{\"fields\": {", "}}"));
    }

    private static PostRequest read(String body) throws RefusedException {
        return PostRequest.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Problem refused(byte[] body) {
        try {
            PostRequest.read(body);
        } catch (RefusedException e) {
            return e.problem();
        }
        throw new AssertionError("it was read");
    }
}
