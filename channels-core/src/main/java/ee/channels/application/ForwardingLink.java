package ee.channels.application;

import ee.channels.layer.ChannelLayer;
import ee.channels.scope.Headers;
import java.util.Optional;

/**
 * A link that passes every answer on, for middleware that changes some of them.
 *
 * <p>Thread-safe, as far as its subclass is.
 */
public abstract class ForwardingLink implements Link {

    private final Link outer;

    /** Passes everything on to another link. */
    protected ForwardingLink(Link outer) {
        this.outer = outer;
    }

    @Override
    public String id() {
        return outer.id();
    }

    @Override
    public ConnectionOptions options() {
        return outer.options();
    }

    @Override
    public void configure(ConnectionOptions options) {
        outer.configure(options);
    }

    @Override
    public void accept(Optional<String> subprotocol, Headers headers) {
        outer.accept(subprotocol, headers);
    }

    @Override
    public void deny(int status, Headers headers) {
        outer.deny(status, headers);
    }

    @Override
    public void send(Frame frame) {
        outer.send(frame);
    }

    @Override
    public void close(int code, String reason) {
        outer.close(code, reason);
    }

    @Override
    public void kick(int code, String reason) {
        outer.kick(code, reason);
    }

    @Override
    public void join(String group) {
        outer.join(group);
    }

    @Override
    public void leave(String group) {
        outer.leave(group);
    }

    @Override
    public String channelName() {
        return outer.channelName();
    }

    @Override
    public ChannelLayer channelLayer() {
        return outer.channelLayer();
    }
}
