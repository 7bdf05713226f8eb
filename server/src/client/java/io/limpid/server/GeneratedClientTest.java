package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.limpid.client.ApiClient;
import io.limpid.client.ApiException;
import io.limpid.client.api.DecisionsApi;
import io.limpid.client.api.ModerationApi;
import io.limpid.client.model.Action;
import io.limpid.client.model.Decision;
import io.limpid.client.model.DecisionPage;
import io.limpid.client.model.KeywordEvidence;
import io.limpid.client.model.ModerationRequest;
import io.limpid.server.access.Role;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that was made from the document, by a program that knows nothing else, talks to the service. */
class GeneratedClientTest {
    private static final ModerationRequest POST =
            new ModerationRequest().text("Add me on telegram: lucky_88").language("en");

    @TempDir
    Path folder;

    private KeyedService service;

    @BeforeEach
    void start() {
        service = new KeyedService(folder);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private ApiClient client(String token) {
        var client = new ApiClient();
        client.updateBaseUri(service.server.url());
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        return client;
    }

    @Test
    void it_has_a_post_decided_and_reads_the_decision() throws ApiException {
        ApiClient client = client(service.token(Role.PLATFORM));
        var decisions = new DecisionsApi(client);

        Decision decided = new ModerationApi(client).moderate(POST, null, "one");

        assertThat(decided.getAction()).isEqualTo(Action.HOLD);
        assertThat(decided.getReasons().get(0).getRule()).isEqualTo("spam.contact-funnel");
        assertThat(decided.getReasons().get(0).getEvidence().get(0).getActualInstance())
                .isInstanceOfSatisfying(
                        KeywordEvidence.class,
                        evidence -> assertThat(evidence.getQuote()).isEqualTo("Add me on"));
        assertThat(decisions.getDecision(decided.getDecisionId())).isEqualTo(decided);
        DecisionPage page = decisions.listDecisions(null, null, Action.HOLD, null, null, null, null, null, null, 10);
        assertThat(page.getDecisions()).hasSize(1);
        // Of a choice between schemas the client reads 0.0000 as 0.0.
        assertThat(page.getDecisions().get(0).getActualInstance())
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(decided);
    }

    @Test
    void it_tells_why_a_request_is_refused() {
        ApiClient client = client("none");

        ApiException refused =
                catchThrowableOfType(ApiException.class, () -> new ModerationApi(client).moderate(POST, null, null));

        assertThat(refused.getCode()).isEqualTo(401);
        assertThat(refused.getResponseBody()).contains("/problems/unauthorized");
    }
}
