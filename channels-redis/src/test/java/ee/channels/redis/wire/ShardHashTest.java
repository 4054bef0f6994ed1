package ee.channels.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShardHashTest {

    static Stream<Map<String, Object>> vectors() {
        return Reference.entries("consistent_hash").stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void a_vector_is_hashed_as_it_stands(Map<String, Object> vector) {
        vector.forEach((hosts, shard) -> {
            if (!hosts.equals("value")) {
                assertThat((long) ShardHash.shard((String) vector.get("value"), Integer.parseInt(hosts)))
                        .isEqualTo(shard);
            }
        });
    }

    /** The rows of channels_redis' own test. */
    @ParameterizedTest
    @CsvSource({
        "key_one, 1, 0",
        "key_two, 1, 0",
        "key_one, 2, 1",
        "key_two, 2, 0",
        "key_one, 10, 6",
        "key_two, 10, 4",
        "test-group, 2, 1",
        "test-group, 3, 2",
        "test-group, 10, 8",
        "chat, 2, 0",
        "chat, 3, 0",
        "chat, 10, 1",
    })
    void consistent_hash_result(String value, int ring, int expected) {
        assertThat(ShardHash.shard(value, ring)).isEqualTo(expected);
    }

    @Test
    void a_name_is_hashed_as_utf_8_and_every_host_has_its_share() {
        assertThat(ShardHash.shard("héllo€", 4096)).isEqualTo(crc("héllo€"));
        for (int hosts : new int[] {1, 2, 3, 7, 4096, 5000}) {
            assertThat(Stream.iterate(0, i -> i + 1).limit(2000).map(i -> ShardHash.shard("n" + i, hosts)))
                    .allMatch(shard -> shard >= 0 && shard < hosts);
        }
    }

    private static int crc(String text) {
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return (int) (crc.getValue() % 4096);
    }
}
