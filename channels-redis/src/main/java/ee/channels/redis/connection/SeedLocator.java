package ee.channels.redis.connection;

import ee.channels.redis.config.Host;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.HostAndPort;

/**
 * Any node of a Cluster will do, for what each passes on to all others: the next of the known ones at each attempt.
 *
 * <p>Thread-safe.
 */
final class SeedLocator implements Server.Locator {
    private final List<HostAndPort> seeds;
    private final AtomicInteger next = new AtomicInteger();

    SeedLocator(List<Host> seeds) {
        this.seeds = seeds.stream().map(ClientConfigs::address).toList();
    }

    @Override
    public HostAndPort locate() {
        return seeds.get(Math.floorMod(next.getAndIncrement(), seeds.size()));
    }

    @Override
    public String toString() {
        return "cluster of " + seeds;
    }
}
