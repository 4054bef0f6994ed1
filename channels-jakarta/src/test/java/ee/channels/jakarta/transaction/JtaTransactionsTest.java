package ee.channels.jakarta.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.layer.ChannelLayerException;
import ee.channels.layer.TransactionHook.Participant;
import jakarta.transaction.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JtaTransactionsTest {

    private final FakeRegistry registry = new FakeRegistry();
    private final JtaTransactions transactions = JtaTransactions.of(registry);
    private final List<Boolean> outcomes = new ArrayList<>();
    private final Object key = new Object();

    private Optional<Participant> participant() {
        return transactions.participant(key, () -> outcomes::add);
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_NO_TRANSACTION, Status.STATUS_COMMITTED})
    void outside_of_a_transaction_nobody_takes_part(int status) {
        registry.status = status;

        assertThat(participant()).isEmpty();
        assertThat(registry.synchronizations).isEmpty();
    }

    @Test
    void each_key_takes_part_once_in_a_transaction() {
        registry.status = Status.STATUS_ACTIVE;

        Participant first = participant().orElseThrow();

        assertThat(participant()).containsSame(first);
        assertThat(transactions.participant(new Object(), () -> outcomes::add).orElseThrow())
                .isNotSameAs(first);
        assertThat(registry.synchronizations).hasSize(2);
    }

    @Test
    void a_commit_is_told_as_one() {
        registry.status = Status.STATUS_ACTIVE;
        participant();

        registry.end(Status.STATUS_COMMITTED);

        assertThat(outcomes).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_ROLLEDBACK, Status.STATUS_UNKNOWN})
    void whatever_is_no_commit_is_told_as_a_rollback(int status) {
        registry.status = Status.STATUS_ACTIVE;
        participant();

        registry.end(status);

        assertThat(outcomes).containsExactly(false);
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK})
    void what_can_only_roll_back_is_told_so_at_once(int status) {
        registry.status = status;

        assertThat(participant()).isPresent();

        assertThat(outcomes).containsExactly(false);
        assertThat(registry.synchronizations).isEmpty();
    }

    @Test
    void a_transaction_that_takes_nobody_any_more_refuses() {
        registry.status = Status.STATUS_COMMITTING;
        registry.ending = true;

        assertThatThrownBy(this::participant)
                .isInstanceOf(ChannelLayerException.class)
                .hasMessageContaining("about to end");
    }

    @Test
    void what_is_no_registry_gives_no_transactions() {
        assertThat(JtaTransactions.of("something else")).isNull();
        assertThat(new JtaHook().isPresent()).isFalse();
        assertThat(new JtaHook().participant(key, () -> outcomes::add)).isEmpty();
    }
}
