package ee.channels.layer;

import ee.channels.ConfigurationException;
import ee.channels.Ticker;
import ee.channels.message.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;

/**
 * A layer that belongs to the server and not to an application: applications {@linkplain ChannelLayers#adopt adopt} it,
 * exchange messages over it, and leave it to the others when they end.
 *
 * <p>It holds nothing of an application but the subscribers of its live connections: messages are detached from its
 * classes, and whatever threads the layer makes have this library's class loader.
 *
 * <p>It is not closable as far as {@code try}, CDI or a container of beans can see; {@link #closeWithServer} is for the
 * configuration of the server alone.
 *
 * <p>Channels counterpart: none; Python processes share a layer through Redis only.
 *
 * <p>Thread-safe.
 */
public final class ServerWideLayer implements ChannelLayer {
    private static final Logger LOG = System.getLogger(ServerWideLayer.class.getName());

    private final LayerConfig config;
    private final ChannelLayers.Opened opened;

    private ServerWideLayer(LayerConfig config, ChannelLayers.Opened opened) {
        this.config = config;
        this.opened = opened;
    }

    /**
     * Opens a layer for the server, whatever application the thread is at work for.
     *
     * @throws ConfigurationException naming the setting that is wrong; nothing is left open then
     */
    public static ServerWideLayer open(LayerConfig config, Ticker ticker) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The first to ask may be an application, whose loader new threads would inherit and providers would see.
        thread.setContextClassLoader(ServerWideLayer.class.getClassLoader());
        try {
            return new ServerWideLayer(config, ChannelLayers.create(config, ticker, NoTransactions.orFound()));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * For the server, when it stops; on Tomcat the {@code closeMethod} of the resource. Closing twice is closing once.
     */
    public void closeWithServer() {
        opened.backend().close();
        LOG.log(Level.DEBUG, "{0} is closed", this);
    }

    LayerConfig config() {
        return config;
    }

    /** What an application holds of this: its own lease, and the counters of all. */
    ChannelLayers.Opened lease(String alias) {
        return new ChannelLayers.Opened(
                new LeasedBackend(alias, opened.backend()), this, opened.counters(), opened.shared());
    }

    @Override
    public void send(String channel, Message message) {
        opened.layer().send(channel, message);
    }

    @Override
    public CompletionStage<Void> sendAsync(String channel, Message message) {
        return opened.layer().sendAsync(channel, message);
    }

    @Override
    public void groupAdd(String group, String channel) {
        opened.layer().groupAdd(group, channel);
    }

    @Override
    public CompletionStage<Void> groupAddAsync(String group, String channel) {
        return opened.layer().groupAddAsync(group, channel);
    }

    @Override
    public void groupDiscard(String group, String channel) {
        opened.layer().groupDiscard(group, channel);
    }

    @Override
    public CompletionStage<Void> groupDiscardAsync(String group, String channel) {
        return opened.layer().groupDiscardAsync(group, channel);
    }

    @Override
    public void groupSend(String group, Message message) {
        opened.layer().groupSend(group, message);
    }

    @Override
    public CompletionStage<Void> groupSendAsync(String group, Message message) {
        return opened.layer().groupSendAsync(group, message);
    }

    @Override
    public ChannelLayer afterCommit() {
        return opened.layer().afterCommit();
    }

    /** The configuration, without a secret. */
    @Override
    public String toString() {
        return "ServerWideLayer[" + config + "]";
    }
}
