package ee.channels.redis.connection;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/**
 * Sends commands to one Redis, gathered into pipelines by whoever owns the connection. It never blocks: the commands
 * that are handed in while a pipeline is on its way go out together in the next one.
 *
 * <p><b>Order.</b> Commands of one thread go out, and their stages complete, in the order in which they were handed in.
 *
 * <p><b>At most once.</b> A command is never sent twice. One whose connection broke before its reply came may have had
 * its effect; its stage fails all the same.
 *
 * <p>Implementations are thread-safe.
 */
public interface Commands extends AutoCloseable {

    /**
     * Sends a command when its turn comes.
     *
     * @return completes, on the thread that owns the connection, with the reply as Jedis reads it (Long,
     *     {@code byte[]}, List, or null for nil); whoever depends on it must not block there. It fails with
     *     {@link ee.channels.layer.ChannelLayerUnavailableException} when Redis is away, when the command got no reply
     *     in time, when too many wait, or after {@link #close()}; and with
     *     {@link redis.clients.jedis.exceptions.JedisDataException} when Redis refused it
     */
    CompletableFuture<@Nullable Object> send(CommandArguments command);

    /**
     * Whether Redis is known to be away: not connected after an attempt, or an answer is overdue. Then nothing is
     * gained by waiting for one.
     */
    boolean away();

    /** Fails what waits, and ends the connection and its thread. */
    @Override
    void close();
}
