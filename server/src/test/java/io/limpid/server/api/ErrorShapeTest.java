package io.limpid.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.api.Problem.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One problem, in the words of each kind of client. */
class ErrorShapeTest {
    private static final Problem TOO_MANY =
            new Problem("/problems/too-many-requests", "Too many requests", 429, "come back later", List.of());

    @Test
    void who_asks_for_a_path_of_another_service_is_refused_in_its_shape() {
        assertThat(ErrorShape.of("/v1/moderate")).isEqualTo(ErrorShape.PROBLEM);
        assertThat(ErrorShape.of("/v1/moderate/batch")).isEqualTo(ErrorShape.PROBLEM);
        assertThat(ErrorShape.of("/v1/moderations")).isEqualTo(ErrorShape.OPENAI);
        assertThat(ErrorShape.of("/v1/moderations/")).isEqualTo(ErrorShape.OPENAI);
        assertThat(ErrorShape.of("/v1/moderationsx")).isEqualTo(ErrorShape.PROBLEM);
        assertThat(ErrorShape.of("/v1alpha1/comments:analyze")).isEqualTo(ErrorShape.GOOGLE);
    }

    @Test
    void who_asks_too_often_is_told_so_in_each() {
        assertThat(ErrorShape.OPENAI.json(TOO_MANY)).hasToString("""
                {"error":{"message":"come back later","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}}""");
        assertThat(ErrorShape.GOOGLE.json(TOO_MANY)).hasToString("""
                {"error":{"code":429,"message":"come back later","status":"RESOURCE_EXHAUSTED"}}""");
        assertThat(ErrorShape.PROBLEM.json(TOO_MANY)).isEqualTo(TOO_MANY.toJson());
    }

    @Test
    void a_server_that_cannot_answer_now_says_so_in_each() {
        assertThat(ErrorShape.OPENAI
                        .json(Problem.overloaded("full"))
                        .path("error")
                        .toString())
                .isEqualTo("""
                {"message":"full","type":"server_error","param":null,"code":"overloaded"}""");
        assertThat(ErrorShape.GOOGLE
                        .json(Problem.overloaded("full"))
                        .path("error")
                        .toString())
                .isEqualTo("""
                {"code":503,"message":"full","status":"UNAVAILABLE"}""");
    }

    @Test
    void a_fault_of_the_whole_body_has_no_place() {
        Problem problem = Problem.unreadable("", "no JSON");

        assertThat(ErrorShape.OPENAI.json(problem).at("/error/param").isNull()).isTrue();
    }

    @Test
    void every_fault_is_told_and_the_first_gives_the_place() {
        Problem problem = Problem.invalid(List.of(new Fault("/input/2/text", "is empty"), new Fault("", "is odd")));

        assertThat(ErrorShape.OPENAI.json(problem).path("error").toString()).isEqualTo("""
                {"message":"/input/2/text: is empty; is odd","type":"invalid_request_error","param":"input[2].text","code":"invalid_request"}""");
    }
}
