package ee.channels.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireNamesTest {
    private final WireNames names = new WireNames("asgi");

    @Test
    void a_group_is_called_as_python_calls_it_and_found_again() {
        String wireName = names.ofGroup("chat.room-1");

        assertThat(wireName).isEqualTo("asgi__group__chat.room-1");
        assertThat(names.isGroup(wireName)).isTrue();
        assertThat(names.group(wireName)).isEqualTo("chat.room-1");
    }

    @Test
    void a_group_that_is_named_like_one_in_redis_is_one_of_its_own() {
        String wireName = names.ofGroup("asgi__group__room");

        assertThat(wireName).isEqualTo("asgi__group__asgi__group__room");
        assertThat(names.group(wireName)).isEqualTo("asgi__group__room");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jobs", "asgi", "asgispecific.0123!4", "asgi__group", "other__group__room", "x-asgi__group__a"})
    void channels_and_the_groups_of_others_are_no_groups(String wireName) {
        assertThat(names.isGroup(wireName)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"asgi", "my-app.v2_test"})
    void own_channels_carry_a_prefix_that_a_name_may_have(String prefix) {
        assertThat(new WireNames(prefix).channelPrefix()).isEqualTo(prefix);
    }

    @Test
    void own_channels_carry_a_prefix_of_forty_characters_and_none_that_is_longer() {
        assertThat(new WireNames("p".repeat(40)).channelPrefix()).hasSize(40);
        assertThat(new WireNames("p".repeat(41)).channelPrefix()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "my:app", "my app", "a!b", "grüße", "a*"})
    void groups_carry_any_prefix_and_own_channels_none_that_a_name_may_not_have(String prefix) {
        WireNames other = new WireNames(prefix);

        assertThat(other.channelPrefix()).isEmpty();
        assertThat(other.ofGroup("room")).isEqualTo(prefix + "__group__room");
        assertThat(other.group(other.ofGroup("room"))).isEqualTo("room");
    }
}
