package io.limpid.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DsaBatchTest {
    private final DsaDatabase database = new DsaDatabase();

    private static DsaStatement statement(int number) {
        return DsaStatement.of(SampleStatements.removed(), "d-" + number).orElseThrow();
    }

    /** A statement from before the database existed. */
    private static DsaStatement tooOld(String puid) {
        Statement old = SampleStatements.with(SampleStatements.removed(), Instant.parse("2019-06-01T00:00:00Z"));
        return DsaStatement.of(old, puid).orElseThrow();
    }

    private static List<DsaStatement> statements(int count) {
        return IntStream.range(0, count).mapToObj(DsaBatchTest::statement).toList();
    }

    private static List<String> puids(List<DsaStatement> statements) {
        return statements.stream().map(DsaStatement::puid).toList();
    }

    @Test
    void statements_go_in_batches_of_a_hundred_and_keep_their_order() {
        List<DsaStatement> all = statements(250);

        List<DsaBatch> batches = DsaBatch.of(all);

        assertThat(batches).extracting(batch -> batch.statements().size()).containsExactly(100, 100, 50);
        for (DsaBatch batch : batches) {
            assertThat(database.post(batch.toJson()).status()).isEqualTo(201);
        }
        assertThat(database.puids()).isEqualTo(puids(all));
    }

    @Test
    void a_hundred_statements_are_one_batch_and_none_are_no_batch() {
        assertThat(DsaBatch.of(statements(100))).hasSize(1);
        assertThat(DsaBatch.of(statements(101))).hasSize(2);
        assertThat(DsaBatch.of(List.of())).isEmpty();
    }

    @Test
    void a_batch_of_none_or_too_many_is_refused_here_and_there() {
        assertThatThrownBy(() -> new DsaBatch(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DsaBatch(statements(101))).isInstanceOf(IllegalArgumentException.class);
        List<Map<String, Object>> many =
                statements(101).stream().map(DsaStatement::toJson).toList();
        assertThat(database.post(Map.of("statements", many)).status()).isEqualTo(422);
        assertThat(database.post(Map.of("statements", List.of())).status()).isEqualTo(422);
    }

    @Test
    void one_bad_statement_keeps_the_whole_batch_out() {
        List<DsaStatement> all = new ArrayList<>(statements(3));
        all.add(1, tooOld("old"));

        DsaDatabase.Answer answer = database.post(new DsaBatch(all).toJson());

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body())
                .isEqualTo(Map.of(
                        "errors", Map.of("statement_1", Map.of("application_date", List.of("is before 2020-01-01")))));
        assertThat(database.puids()).isEmpty();
    }

    @Test
    void a_used_puid_keeps_the_whole_batch_out_and_shows_the_statement_that_has_it() {
        database.post(new DsaBatch(statements(1)).toJson());

        DsaDatabase.Answer answer = database.post(new DsaBatch(statements(2)).toJson());

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body())
                .isEqualTo(Map.of(
                        "errors", Map.of("statement_0", Map.of("puid", List.of("is already used"))),
                        "existing", List.of(statement(0).toJson())));
        assertThat(database.puids()).containsExactly("d-0");
    }

    @Test
    void a_batch_cannot_use_a_puid_twice() {
        assertThat(database.post(new DsaBatch(List.of(statement(1), statement(1))).toJson())
                        .status())
                .isEqualTo(422);
        assertThat(database.puids()).isEmpty();
    }
}
