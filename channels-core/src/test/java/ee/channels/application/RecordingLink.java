package ee.channels.application;

import ee.channels.layer.ChannelLayer;
import ee.channels.scope.Headers;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A link that writes down what an application does with it, in words. */
public final class RecordingLink implements Link {

    private final Queue<String> done = new ConcurrentLinkedQueue<>();
    private ConnectionOptions options = ConnectionOptions.defaults();

    /** Everything so far, in order. */
    public Queue<String> done() {
        return done;
    }

    @Override
    public String id() {
        return "recorded";
    }

    @Override
    public ConnectionOptions options() {
        return options;
    }

    @Override
    public void configure(ConnectionOptions newOptions) {
        options = newOptions;
    }

    @Override
    public void accept(Optional<String> subprotocol, Headers headers) {
        done.add("accept" + subprotocol.map(" "::concat).orElse(""));
    }

    @Override
    public void deny(int status, Headers headers) {
        done.add("deny " + status + (headers.isEmpty() ? "" : " " + headers.names()));
    }

    @Override
    public void send(Frame frame) {
        done.add("send " + (frame instanceof Frame.Text text ? text.text() : frame.size() + " bytes"));
    }

    @Override
    public void close(int code, String reason) {
        done.add("close " + code + " " + reason);
    }

    @Override
    public void kick(int code, String reason) {
        done.add("kick " + code + " " + reason);
    }

    @Override
    public void join(String group) {
        done.add("join " + group);
    }

    @Override
    public void leave(String group) {
        done.add("leave " + group);
    }

    @Override
    public String channelName() {
        return "specific.test";
    }

    @Override
    public ChannelLayer channelLayer() {
        throw new UnsupportedOperationException("No layer in this test");
    }
}
