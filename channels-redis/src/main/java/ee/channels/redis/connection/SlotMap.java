package ee.channels.redis.connection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Which node of a Cluster has which slot.
 *
 * <p>Immutable.
 */
public final class SlotMap {
    private final @Nullable HostAndPort[] primaries;

    private SlotMap(@Nullable HostAndPort[] primaries) {
        this.primaries = primaries;
    }

    /** Nobody is known. */
    static SlotMap empty() {
        return new SlotMap(new HostAndPort[Protocol.CLUSTER_HASHSLOTS]);
    }

    /**
     * Reads the answer to CLUSTER SLOTS.
     *
     * @param asked who has answered; a node that does not know its own address leaves it out
     */
    static SlotMap of(@Nullable Object answer, HostAndPort asked) {
        SlotMap map = empty();
        if (!(answer instanceof List<?> ranges)) {
            throw strange();
        }
        for (Object range : ranges) {
            if (!(range instanceof List<?> parts)
                    || parts.size() < 3
                    || !(parts.get(0) instanceof Long from)
                    || !(parts.get(1) instanceof Long to)
                    || !(parts.get(2) instanceof List<?> node)) {
                throw strange();
            }
            Arrays.fill(map.primaries, from.intValue(), to.intValue() + 1, address(node, asked));
        }
        return map;
    }

    private static HostAndPort address(List<?> node, HostAndPort asked) {
        if (node.size() < 2 || !(node.get(1) instanceof Long port)) {
            throw strange();
        }
        String host = node.get(0) instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
        return new HostAndPort(host.isEmpty() ? asked.getHost() : host, port.intValue());
    }

    private static JedisConnectionException strange() {
        return new JedisConnectionException("A node has answered CLUSTER SLOTS with something else");
    }

    /** The node that has a slot, or null if nobody is known to. */
    @Nullable
    HostAndPort primary(int slot) {
        return primaries[slot];
    }

    /** The node that has a name's slot, or null if nobody is known to. */
    public @Nullable HostAndPort primary(String name) {
        return primary(Cluster.slot(name));
    }

    /** Every node that has a slot. */
    public Set<HostAndPort> nodes() {
        Set<HostAndPort> nodes = new HashSet<>();
        for (HostAndPort primary : primaries) {
            if (primary != null) {
                nodes.add(primary);
            }
        }
        return nodes;
    }

    /** This map with one slot at another node. */
    SlotMap with(int slot, HostAndPort primary) {
        @Nullable HostAndPort[] changed = primaries.clone();
        changed[slot] = primary;
        return new SlotMap(changed);
    }

    /** Whether every slot is where it is in the other. */
    boolean same(SlotMap other) {
        return Objects.deepEquals(primaries, other.primaries);
    }
}
