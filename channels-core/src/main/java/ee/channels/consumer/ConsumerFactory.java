package ee.channels.consumer;

/**
 * Makes the instances of consumers, one per connection, and ends them: where a container injects, it does so here.
 *
 * <p>Channels counterpart: {@code as_asgi()}, which calls the class.
 *
 * <p>Implementations are thread-safe.
 */
public interface ConsumerFactory {

    /**
     * Checks that instances of a class can be made, without making one.
     *
     * @throws ee.channels.ConfigurationException naming the class and what is wrong with it
     */
    void check(Class<? extends ChannelConsumer> type);

    /**
     * Makes an instance. An exception of its constructor passes as it is: the handshake is answered with 500.
     *
     * @param type a concrete class that {@link #check} has let pass
     */
    <C extends ChannelConsumer> Instance<C> create(Class<C> type);

    /**
     * A consumer and the end of its life.
     *
     * <p>Confined to one connection's mailbox.
     *
     * @param consumer ready to be used, injected if need be
     * @param release run once after the connection's end: pre-destroy methods, dependent objects
     */
    record Instance<C extends ChannelConsumer>(C consumer, Runnable release) {}
}
