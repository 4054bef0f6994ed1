package ee.channels.redis.pubsub;

import java.util.Map;

/** The contract with JSON. */
class JsonPubSubLayerIT extends PubSubContract {
    @Override
    protected Map<String, String> settings() {
        return Map.of("format", "json");
    }
}
