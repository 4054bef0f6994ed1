package ee.channels.testing;

import ee.channels.layer.ChannelLayers;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.Subscriber;
import ee.channels.layer.Subscription;
import ee.channels.message.Message;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads a channel of a channel layer, for tests of what is sent to channels and groups.
 *
 * <pre>{@code
 * try (LayerReceiver members = LayerReceiver.of(layers).join("broadcast")) {
 *   servlet.doPost(request, response);
 *   assertThat(members.receive().getString("text")).isEqualTo("Order 7 shipped");
 * }
 * }</pre>
 *
 * <p>Every wait ends with an {@link AssertionError} after five seconds, or what {@link #deadline} says.
 *
 * <p>Channels counterpart: {@code await channel_layer.receive(channel)} in a test.
 *
 * <p>Thread-safe.
 */
public final class LayerReceiver implements AutoCloseable {

    private final LayerBackend backend;
    private final Arrivals<Message> arrivals = new Arrivals<>();
    private final Arrivals<Gap> gaps = new Arrivals<>();
    private final Subscription subscription;
    private volatile Duration deadline = Duration.ofSeconds(5);

    /** A reader of a new channel of this process. */
    public LayerReceiver(LayerBackend backend) {
        this(backend, backend.newChannel());
    }

    /**
     * A reader of a channel.
     *
     * @throws IllegalStateException if it has a reader in this process already
     */
    public LayerReceiver(LayerBackend backend, String channel) {
        this.backend = backend;
        this.subscription = backend.subscribe(channel, new Recorder(arrivals, gaps));
    }

    /** A reader of a new channel of the layer {@code default}. */
    public static LayerReceiver of(ChannelLayers layers) {
        return new LayerReceiver(layers.backend(ChannelLayers.DEFAULT_ALIAS));
    }

    /** Sets how long each wait may take. */
    public LayerReceiver deadline(Duration longest) {
        deadline = longest;
        return this;
    }

    /** Puts the channel into a group. */
    public LayerReceiver join(String group) {
        await(backend.join(group, channel()), "join " + group);
        return this;
    }

    /** Takes the channel out of a group. */
    public LayerReceiver leave(String group) {
        await(backend.leave(group, channel()), "leave " + group);
        return this;
    }

    /** The channel's name. */
    public String channel() {
        return subscription.channel();
    }

    /**
     * The next message.
     *
     * @throws AssertionError if none comes in time
     */
    public Message receive() {
        Message message = arrivals.await(deadline)
                .orElseThrow(() -> new AssertionError("Expected a message on " + channel() + " within "
                        + Arrivals.words(deadline) + ", but nothing came"));
        arrivals.remove();
        return message;
    }

    /**
     * Waits for a tenth of a second.
     *
     * @throws AssertionError if a message comes
     */
    public void receiveNothing() {
        receiveNothing(Duration.ofMillis(100));
    }

    /**
     * Waits for so long.
     *
     * @throws AssertionError if a message comes
     */
    public void receiveNothing(Duration quiet) {
        arrivals.await(quiet).ifPresent(message -> {
            throw new AssertionError(
                    "Expected nothing on " + channel() + ", but " + message.type() + " came with " + message.fields());
        });
    }

    /**
     * The layer's next word that messages may be missing.
     *
     * @throws AssertionError if none comes in time
     */
    public Gap receiveGap() {
        Gap gap = gaps.await(deadline)
                .orElseThrow(() -> new AssertionError(
                        "Expected a gap on " + channel() + " within " + Arrivals.words(deadline) + ", but none came"));
        gaps.remove();
        return gap;
    }

    /** Reads no more; the channel leaves its groups. */
    @Override
    public void close() {
        subscription.close();
    }

    private void await(CompletionStage<Void> stage, String what) {
        try {
            stage.toCompletableFuture().get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("The layer could not " + what, e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("The layer did not " + what + " within " + Arrivals.words(deadline), e);
        } catch (InterruptedException e) {
            throw Interruptions.during("waiting for the layer", e);
        }
    }

    /** Takes everything; each is an application of its own, which shares no conversions. */
    private record Recorder(Arrivals<Message> arrivals, Arrivals<Gap> gaps) implements Subscriber {
        @Override
        public Object application() {
            return this;
        }

        @Override
        public boolean offer(Delivery delivery) {
            arrivals.add(delivery.message());
            return true;
        }

        @Override
        public void gap(Gap gap) {
            gaps.add(gap);
        }
    }
}
