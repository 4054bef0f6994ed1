package ee.channels.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.redis.config.Host;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;

class SeedLocatorTest {
    private final SeedLocator locator =
            new SeedLocator(List.of(new Host("127.0.0.1", 7001), new Host("127.0.0.1", 7002)));

    @Test
    void a_node_is_gone_back_to_as_long_as_it_can_be_connected_to() {
        assertThat(List.of(locator.locate(), locator.locate(), locator.locate()))
                .containsOnly(new HostAndPort("127.0.0.1", 7001));
    }

    @Test
    void after_a_failure_it_is_the_next_and_after_the_last_the_first() {
        locator.failed();
        assertThat(locator.locate()).isEqualTo(new HostAndPort("127.0.0.1", 7002));
        locator.failed();
        assertThat(locator.locate()).isEqualTo(new HostAndPort("127.0.0.1", 7001));
    }
}
