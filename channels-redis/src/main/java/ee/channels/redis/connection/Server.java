package ee.channels.redis.connection;

import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The server of one shard: where it is at this moment, and how one gets in.
 *
 * <p>A replica is refused. It takes a PUBLISH and says nothing, and whoever listens at the master never hears it; that
 * is how a master looks that has come back from behind a partition and has been replaced meanwhile.
 *
 * <p>Thread-safe.
 */
public final class Server {
    private static final byte[] MASTER = "master".getBytes(StandardCharsets.UTF_8);

    private final Locator locator;
    private final JedisClientConfig config;
    private final boolean master;
    private final List<Consumer<HostAndPort>> owners = new CopyOnWriteArrayList<>();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();

    /** Says where the server is. */
    interface Locator {

        /**
         * The address to connect to; may ask others over the network, and wait for them.
         *
         * @throws redis.clients.jedis.exceptions.JedisException if nobody knows
         */
        HostAndPort locate();

        /** What it said last could not be connected to. */
        default void failed() {}

        /** For logs. */
        @Override
        String toString();
    }

    /**
     * A server that is yet to be connected to.
     *
     * @param master whether it must be a master
     */
    Server(Locator locator, JedisClientConfig config, boolean master) {
        this.locator = locator;
        this.config = config;
        this.master = master;
    }

    /**
     * Connects; waits for connect and read time-out, no longer.
     *
     * @param name what the connection is called in Redis' CLIENT LIST
     * @param begun told of the connection before anything is sent, so that another thread can drop it
     * @throws redis.clients.jedis.exceptions.JedisException if the server cannot be found or reached, does not let us
     *     in, or is a replica
     */
    public RedisConnection connect(String name, Consumer<RedisConnection> begun) {
        RedisConnection connection = new RedisConnection(
                locator.locate(),
                DefaultJedisClientConfig.builder().from(config).clientName(name).build());
        begun.accept(connection);
        try {
            connection.open();
            check(connection);
        } catch (RuntimeException refused) {
            connection.drop();
            locator.failed();
            throw refused;
        }
        return connection;
    }

    /** Where it is at this moment, as {@link Locator#locate}. */
    HostAndPort locate() {
        return locator.locate();
    }

    /**
     * Has a connection's owner told of the address that has become the right one, so that it ends a connection to any
     * other.
     */
    public void onMove(Consumer<HostAndPort> owner) {
        owners.add(owner);
    }

    /** Tells the owners, in the order in which they asked to be told. */
    void moved(HostAndPort to) {
        owners.forEach(owner -> owner.accept(to));
    }

    /**
     * Has somebody who pauses between attempts to connect told that the server has answered another connection. Without
     * that, who hears of a gap and sends at once would be refused by a writer that is still in a pause.
     *
     * @param attempt must not wait
     */
    public void onReached(Runnable attempt) {
        waiting.add(attempt);
    }

    /** Says that the server has answered a command on a new connection. */
    public void reached() {
        waiting.forEach(Runnable::run);
    }

    /**
     * Asks the server whether it is there, and still what it was.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if not; the connection is of no use then
     */
    void check(RedisConnection connection) {
        Object role;
        try {
            role = connection.ask(new CommandArguments(master ? Command.ROLE : Command.PING));
        } catch (JedisAccessControlException notAllowed) {
            if (isUnfit(notAllowed)) {
                // It wants a password, and would refuse every other command as well.
                throw notAllowed;
            }
            // The account may not ask; then it cannot know, and goes on.
            return;
        }
        if (master && !isMaster(role)) {
            throw new JedisConnectionException(connection.address() + " is a replica, not a master");
        }
    }

    private static boolean isMaster(@Nullable Object role) {
        return role instanceof List<?> parts
                && !parts.isEmpty()
                && parts.get(0) instanceof byte[] name
                && Arrays.equals(name, MASTER);
    }

    /**
     * Whether an error reply says that not the command is at fault but the server, or what we are to it: then another
     * connection, perhaps to another server, may do better.
     */
    static boolean isUnfit(JedisDataException refused) {
        String message = String.valueOf(refused.getMessage());
        return message.startsWith("READONLY")
                || message.startsWith("LOADING")
                || message.startsWith("MASTERDOWN")
                || message.startsWith("CLUSTERDOWN")
                || message.startsWith("NOAUTH");
    }

    /** The words of the failure's first cause, in one line, without a stack and a final period. */
    public static String reason(Throwable failure) {
        return reason(failure, "password");
    }

    /**
     * The same.
     *
     * @param password the option to set where a password is wanted
     */
    static String reason(Throwable failure, String password) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root.getSuppressed().length > 0) {
            // Jedis tries the addresses of a name one by one.
            root = root.getSuppressed()[0];
        }
        String words = root.getMessage();
        if (words == null) {
            return root.getClass().getSimpleName();
        }
        if (root instanceof UnknownHostException) {
            return "unknown host " + words;
        }
        String plain = words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
        return plain.startsWith("NOAUTH") ? plain + "; set the option " + password : plain;
    }

    /** Where it is, without a secret. */
    @Override
    public String toString() {
        return RedisConnection.isTls(config) ? locator + " over TLS" : locator.toString();
    }
}
