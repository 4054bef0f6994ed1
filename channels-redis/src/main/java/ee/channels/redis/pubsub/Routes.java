package ee.channels.redis.pubsub;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/**
 * Which of several servers a name is subscribed to and published at, and what our own channels come by.
 *
 * <p>Implementations are thread-safe.
 */
interface Routes extends AutoCloseable {

    /** The name, or pattern, that brings the messages to channels of this process; it is always wanted. */
    String own();

    /** What a message to a channel is published to. */
    String nameOf(String channel);

    /** Says that a name may have begun or ceased to be wanted. */
    void update(String wireName);

    /** Completes when the name is confirmed, or is not going to be soon; at once if Redis is known to be away. */
    CompletableFuture<Void> confirmation(String wireName);

    /** Runs something after the name is confirmed, or returns false if there is nothing to wait for. */
    boolean later(String wireName, Runnable action);

    /** Publishes; completes as {@link ee.channels.redis.connection.Commands#send(CommandArguments)}. */
    CompletableFuture<@Nullable Object> publish(String wireName, byte[] payload);

    /** Ends all threads and connections that listen. */
    @Override
    void close();

    /** Who is behind them. */
    interface Sink {

        /** Whether a name is wanted at this moment. */
        boolean isWanted(String wireName);

        /** Every name that is wanted, at about this moment. */
        Set<String> wanted();

        /** A message; called by a thread that must not wait. */
        void arrived(Arrival arrival);

        /**
         * Messages may be missing.
         *
         * @param names that were published to
         * @param ownChannels of this process
         */
        void gap(Set<String> names, Predicate<String> ownChannels);
    }
}
