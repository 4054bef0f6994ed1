package ee.channels.redis.pubsub;

/** A message as it came. Immutable, as long as nobody changes its bytes. */
final class Arrival {
    private final String name;
    private final byte[] payload;

    Arrival(String name, byte[] payload) {
        this.name = name;
        this.payload = payload;
    }

    /** What it was published to. */
    String name() {
        return name;
    }

    /** Its bytes; not a copy. */
    byte[] payload() {
        return payload;
    }

    /** What it counts for among the bytes that wait. */
    int weight() {
        return payload.length;
    }
}
