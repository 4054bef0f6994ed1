package ee.channels.redis.wire;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Which of several hosts a name belongs to, as every process must agree: the low 12 bits of the CRC-32 of its UTF-8,
 * spread over the hosts in their order.
 *
 * <p>Channels counterpart: {@code channels_redis.utils._consistent_hash}.
 *
 * <p>Thread-safe.
 */
public final class ShardHash {
    private static final int SPACE = 4096;

    private ShardHash() {}

    /**
     * The index of the name's host.
     *
     * @param name a wire name: with its prefix in pub/sub, without in queues
     * @param hosts how many there are, at least 1
     */
    public static int shard(String name, int hosts) {
        if (hosts == 1) {
            return 0;
        }
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        double width = SPACE / (double) hosts;
        return (int) ((crc.getValue() & (SPACE - 1)) / width);
    }
}
