package ee.channels.redis.connection;

import ee.channels.redis.config.Host;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.HostAndPort;

/**
 * Any node of a Cluster will do, for what each passes on to all others: always the same one, until it cannot be
 * connected to. A message is with each node at another moment; who went to another node without a pause could get there
 * before what he has heard already, and would hear it again.
 *
 * <p>Thread-safe.
 */
final class SeedLocator implements Server.Locator {
    private final List<HostAndPort> seeds;
    private final AtomicInteger failures = new AtomicInteger();

    SeedLocator(List<Host> seeds) {
        this.seeds = seeds.stream().map(ClientConfigs::address).toList();
    }

    @Override
    public HostAndPort locate() {
        return seeds.get(Math.floorMod(failures.get(), seeds.size()));
    }

    @Override
    public void failed() {
        failures.incrementAndGet();
    }

    @Override
    public String toString() {
        return "cluster of " + seeds;
    }
}
