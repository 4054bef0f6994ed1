package ee.channels.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.message.ChannelName;
import ee.channels.message.GroupName;
import ee.channels.message.InvalidNameException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The names that Python takes are those that we take, if they are ASCII and end without a line feed. */
class NameVectorsTest {

    static Stream<List<Object>> channels() {
        return names("channel");
    }

    static Stream<List<Object>> groups() {
        return names("group");
    }

    private static Stream<List<Object>> names(String kind) {
        return Reference.list(Reference.map(Reference.VECTORS.get("names")).get(kind)).stream()
                .map(Reference::list);
    }

    @ParameterizedTest
    @MethodSource("channels")
    void a_channel_name_of_the_reference(List<Object> vector) {
        assertThat(legal((String) vector.get(0), ChannelName::check)).isEqualTo(expected(vector));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void a_group_name_of_the_reference(List<Object> vector) {
        assertThat(legal((String) vector.get(0), GroupName::check)).isEqualTo(expected(vector));
    }

    private static boolean expected(List<Object> vector) {
        boolean ascii = ((String) vector.get(0)).chars().allMatch(c -> c > ' ' && c < 0x7f);
        return (Boolean) vector.get(1) && ascii;
    }

    private static boolean legal(String name, UnaryOperator<String> check) {
        try {
            return check.apply(name).equals(name);
        } catch (InvalidNameException refused) {
            return false;
        }
    }
}
