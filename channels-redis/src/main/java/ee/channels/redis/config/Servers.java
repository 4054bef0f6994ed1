package ee.channels.redis.config;

import java.util.List;

/**
 * Which Redis to talk to: what a layer's URL says.
 *
 * <p>Immutable.
 */
public sealed interface Servers {

    /**
     * {@code redis:} and {@code rediss:}. Names are spread over the hosts by hash, so their order is part of what all
     * peers must agree on.
     *
     * @param shards one at least
     */
    record Fixed(List<Shard> shards) implements Servers {

        /** Keeps a copy. */
        public Fixed {
            shards = List.copyOf(shards);
        }
    }

    /**
     * One of the {@code redis:} hosts.
     *
     * @param host where it listens
     * @param database its number, 0 or more
     */
    record Shard(Host host, int database) {}

    /**
     * {@code redis-sentinel:}.
     *
     * @param sentinels one at least
     * @param master the name that they know the master by
     * @param database its number, 0 or more
     * @param credentials for the sentinels, which know other users than the master does
     */
    record Sentinel(List<Host> sentinels, String master, int database, Credentials credentials) implements Servers {

        /** Keeps a copy. */
        public Sentinel {
            sentinels = List.copyOf(sentinels);
        }
    }

    /**
     * {@code redis-cluster:}.
     *
     * @param seeds one at least; the others are found through these
     */
    record Cluster(List<Host> seeds) implements Servers {

        /** Keeps a copy. */
        public Cluster {
            seeds = List.copyOf(seeds);
        }
    }
}
