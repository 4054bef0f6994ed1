package ee.channels.redis.pubsub;

/** The contract with the default options. */
class MsgpackPubSubLayerIT extends PubSubContract {}
