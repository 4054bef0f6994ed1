package ee.channels.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of a start that failed. */
class StartTest {

    @Test
    void a_server_that_did_not_start_is_not_started_again_and_everybody_is_told_why() {
        List<IllegalStateException> failures = new ArrayList<>();
        Start start = Start.of(() -> {
            IllegalStateException failure = new IllegalStateException("no port is free");
            failures.add(failure);
            throw failure;
        });

        assertThatThrownBy(start::server).isInstanceOf(AssertionError.class).hasCause(failures.get(0));
        assertThatThrownBy(start::server).isInstanceOf(AssertionError.class).hasCause(failures.get(0));
        assertThat(failures).hasSize(1);
        start.close();
    }
}
