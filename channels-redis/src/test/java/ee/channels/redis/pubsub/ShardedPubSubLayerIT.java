package ee.channels.redis.pubsub;

import static java.util.stream.Collectors.joining;

import java.util.stream.IntStream;

/** The contract over ten databases of one server, as if they were ten servers. */
class ShardedPubSubLayerIT extends PubSubContract {
    @Override
    protected String hosts() {
        return IntStream.range(0, 10).mapToObj(i -> server() + "/" + i).collect(joining(","));
    }
}
