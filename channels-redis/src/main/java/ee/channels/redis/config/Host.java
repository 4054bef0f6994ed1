package ee.channels.redis.config;

/**
 * Where a server listens.
 *
 * <p>Immutable.
 *
 * @param name a host name or address, that of IPv6 without its brackets
 * @param port 1 to 65535
 */
public record Host(String name, int port) {

    /** As in a URL. */
    @Override
    public String toString() {
        return (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port;
    }
}
