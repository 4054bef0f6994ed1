package ee.channels.redis.connection;

import ee.channels.redis.config.Servers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks the sentinels for the master, one after the other, and first the one that knew it last time.
 *
 * <p>Thread-safe.
 */
final class SentinelLocator implements Server.Locator {
    private final List<HostAndPort> sentinels;
    private final String master;
    private final int database;
    private final JedisClientConfig config;
    private volatile int first;

    SentinelLocator(Servers.Sentinel servers, JedisClientConfig config) {
        this.sentinels =
                servers.sentinels().stream().map(ClientConfigs::address).toList();
        this.master = servers.master();
        this.database = servers.database();
        this.config = config;
    }

    @Override
    public HostAndPort locate() {
        List<String> answers = new ArrayList<>();
        int from = first;
        for (int i = 0; i < sentinels.size(); i++) {
            int index = (from + i) % sentinels.size();
            try {
                HostAndPort found = ask(sentinels.get(index));
                if (found != null) {
                    first = index;
                    return found;
                }
                answers.add(sentinels.get(index) + " does not know it");
            } catch (JedisException failed) {
                answers.add(sentinels.get(index) + ": " + Server.reason(failed, "sentinel-password"));
            }
        }
        throw new JedisConnectionException(
                "No sentinel names the master " + master + "; " + String.join("; ", answers));
    }

    private @Nullable HostAndPort ask(HostAndPort sentinel) {
        RedisConnection connection = new RedisConnection(sentinel, config);
        try {
            connection.open();
            Object answer = connection.ask(new CommandArguments(Command.SENTINEL)
                    .add("GET-MASTER-ADDR-BY-NAME")
                    .add(master));
            if (answer instanceof List<?> parts
                    && parts.size() == 2
                    && parts.get(0) instanceof byte[] host
                    && parts.get(1) instanceof byte[] port) {
                return new HostAndPort(text(host), Integer.parseInt(text(port)));
            }
            return null;
        } finally {
            connection.drop();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "master " + master + "/" + database + " of sentinels " + sentinels;
    }
}
