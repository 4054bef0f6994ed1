package ee.channels.layer;

import ee.channels.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A layer that does what a test says, made for the scheme {@code fake} by {@link FakeLayerProvider}.
 *
 * <p>Thread-safe as far as the tests need it.
 */
final class FakeLayer implements LayerBackend {
    final LayerContext context;
    final List<String> calls = new ArrayList<>();
    volatile CompletionStage<Void> answer = CompletableFuture.completedStage(null);
    volatile RuntimeException closing;
    volatile Message last;
    volatile long limit = Long.MAX_VALUE;

    /** The aliases of closed ones, in order. */
    private final List<String> closed;

    FakeLayer(LayerContext context, List<String> closed) {
        this.context = context;
        this.closed = closed;
    }

    private synchronized CompletionStage<Void> called(String call) {
        calls.add(call);
        return answer;
    }

    @Override
    public void check(Message message) {
        if (message.type().length() > limit) {
            throw new MessageTooLargeException(message.type().length(), limit);
        }
    }

    @Override
    public CompletionStage<Void> send(String channel, Message message) {
        last = message;
        return called("send " + channel + " " + message.type());
    }

    @Override
    public CompletionStage<Void> groupSend(String group, Message message) {
        last = message;
        return called("groupSend " + group + " " + message.type());
    }

    @Override
    public CompletionStage<Void> join(String group, String channel) {
        return called("join " + group + " " + channel);
    }

    @Override
    public CompletionStage<Void> leave(String group, String channel) {
        return called("leave " + group + " " + channel);
    }

    @Override
    public String newChannel() {
        return "fake!1";
    }

    @Override
    public Subscription subscribe(String channel, Subscriber subscriber) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> flush() {
        return called("flush");
    }

    @Override
    public void close() {
        closed.add(context.alias());
        if (closing != null) {
            throw closing;
        }
    }
}
