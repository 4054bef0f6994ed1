package ee.channels.redis.pubsub;

import java.util.Map;

/** The contract with encrypted messages. */
class EncryptedPubSubLayerIT extends PubSubContract {
    @Override
    protected Map<String, String> settings() {
        return Map.of("encryption-keys", "new old");
    }
}
