package ee.channels.consumer;

import ee.channels.application.ConnectionOptions;
import ee.channels.application.Frame;
import ee.channels.application.Link;
import ee.channels.layer.ChannelLayer;
import ee.channels.scope.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes down, in order, what a consumer asks of its connection. */
final class RecordingLink implements Link {

    final List<String> events = new ArrayList<>();
    final List<Frame> frames = new ArrayList<>();
    ConnectionOptions options = ConnectionOptions.defaults();
    Headers headers = Headers.empty();
    private boolean decided;

    @Override
    public String id() {
        return "recorded";
    }

    @Override
    public ConnectionOptions options() {
        return options;
    }

    @Override
    public void configure(ConnectionOptions changed) {
        undecided();
        options = changed;
        events.add("configure");
    }

    @Override
    public void accept(Optional<String> subprotocol, Headers sent) {
        decide();
        headers = sent;
        events.add(("accept " + subprotocol.orElse("")).strip());
    }

    @Override
    public void deny(int status, Headers sent) {
        decide();
        headers = sent;
        events.add("deny " + status);
    }

    @Override
    public void send(Frame frame) {
        frames.add(frame);
        String key = frame.key().map(k -> " key " + k).orElse("");
        if (frame instanceof Frame.Text text) {
            events.add("text " + text.text() + key);
        } else {
            events.add("binary " + utf8(((Frame.Binary) frame).bytes()) + key);
        }
    }

    @Override
    public void close(int code, String reason) {
        events.add(("close " + code + " " + reason).strip());
    }

    @Override
    public void kick(int code, String reason) {
        if (code == 1006) {
            throw new IllegalArgumentException("code 1006");
        }
        events.add(("kick " + code + " " + reason).strip());
    }

    @Override
    public void join(String group) {
        events.add("join " + group);
    }

    @Override
    public void leave(String group) {
        events.add("leave " + group);
    }

    @Override
    public String channelName() {
        return "specific.test!abc";
    }

    @Override
    public ChannelLayer channelLayer() {
        throw new UnsupportedOperationException("no layer in this test");
    }

    static String utf8(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private void decide() {
        undecided();
        decided = true;
    }

    private void undecided() {
        if (decided) {
            throw new IllegalStateException("decided already");
        }
    }
}
