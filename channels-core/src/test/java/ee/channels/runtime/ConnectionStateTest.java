package ee.channels.runtime;

import static ee.channels.runtime.ConnectionState.ACCEPTED;
import static ee.channels.runtime.ConnectionState.CONNECTING;
import static ee.channels.runtime.ConnectionState.ENDED;
import static ee.channels.runtime.ConnectionState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionStateTest {

    private static final Map<ConnectionState, Set<ConnectionState>> ALLOWED = Map.of(
            CONNECTING, Set.of(ACCEPTED, ENDED),
            ACCEPTED, Set.of(OPEN, ENDED),
            OPEN, Set.of(ENDED),
            ENDED, Set.of());

    @Test
    void every_transition_is_either_in_the_table_or_throws() {
        for (ConnectionState from : ConnectionState.values()) {
            for (ConnectionState to : ConnectionState.values()) {
                if (ALLOWED.getOrDefault(from, Set.of()).contains(to)) {
                    assertThat(from.to(to)).isEqualTo(to);
                } else {
                    assertThatThrownBy(() -> from.to(to))
                            .as(from + " to " + to)
                            .isInstanceOf(IllegalStateException.class);
                }
            }
        }
    }
}
