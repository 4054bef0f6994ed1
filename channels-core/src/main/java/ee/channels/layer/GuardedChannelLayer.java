package ee.channels.layer;

import ee.channels.message.ChannelName;
import ee.channels.message.GroupName;
import ee.channels.message.Message;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What users hold: checks names, detaches messages from the application's classes, and waits for the backend, with a
 * bound. It offers no way to close, flush or read the layer.
 *
 * <p>Thread-safe.
 */
final class GuardedChannelLayer implements ChannelLayer {
    /** Of the stages that the JDK makes to be depended on alone; they refuse to be waited for. */
    private static final Class<?> MINIMAL =
            CompletableFuture.completedStage(null).getClass();

    private final String alias;
    private final LayerBackend backend;
    private final Duration timeout;
    private final ChannelLayer afterCommit;

    /**
     * A layer for users.
     *
     * @param timeout how long a blocking method waits
     * @param heldCalls how many calls one transaction may keep
     */
    GuardedChannelLayer(
            String alias,
            LayerBackend backend,
            Duration timeout,
            TransactionHook hook,
            int heldCalls,
            LayerCounters counters) {
        this.alias = alias;
        this.backend = backend;
        this.timeout = timeout;
        this.afterCommit = new AfterCommitLayer(this, alias, backend, hook, heldCalls, counters);
    }

    @Override
    public void send(String channel, Message message) {
        await(sendAsync(channel, message), "send to channel", channel);
    }

    @Override
    public CompletionStage<Void> sendAsync(String channel, Message message) {
        ChannelName.check(channel);
        return backend.send(channel, detached(message));
    }

    @Override
    public void groupAdd(String group, String channel) {
        await(groupAddAsync(group, channel), "add to group", group);
    }

    @Override
    public CompletionStage<Void> groupAddAsync(String group, String channel) {
        GroupName.check(group);
        ChannelName.check(channel);
        return backend.join(group, channel);
    }

    @Override
    public void groupDiscard(String group, String channel) {
        await(groupDiscardAsync(group, channel), "discard from group", group);
    }

    @Override
    public CompletionStage<Void> groupDiscardAsync(String group, String channel) {
        GroupName.check(group);
        ChannelName.check(channel);
        return backend.leave(group, channel);
    }

    @Override
    public void groupSend(String group, Message message) {
        await(groupSendAsync(group, message), "send to group", group);
    }

    @Override
    public CompletionStage<Void> groupSendAsync(String group, Message message) {
        GroupName.check(group);
        return backend.groupSend(group, detached(message));
    }

    @Override
    public ChannelLayer afterCommit() {
        return afterCommit;
    }

    static Message detached(Message message) {
        return Objects.requireNonNull(message, "message").detached();
    }

    private void await(CompletionStage<Void> stage, String deed, String name) {
        try {
            future(stage).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw unwrapped(failed, deed, name);
        } catch (TimeoutException late) {
            throw new ChannelLayerUnavailableException(
                    what(deed, name) + " got no answer within " + timeout.toMillis() + " ms (command-timeout)", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ChannelLayerUnavailableException(what(deed, name) + " was interrupted", interrupted);
        }
    }

    /** Without toCompletableFuture() where it can be: a layer may spare itself what only others than this need. */
    private static Future<Void> future(CompletionStage<Void> stage) {
        return stage instanceof CompletableFuture<Void> direct && direct.getClass() != MINIMAL
                ? direct
                : stage.toCompletableFuture();
    }

    private ChannelLayerException unwrapped(ExecutionException failed, String deed, String name) {
        Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ChannelLayerException known) {
            return known;
        }
        return new ChannelLayerException(what(deed, name) + " failed: " + cause, cause);
    }

    private String what(String deed, String name) {
        return "Layer " + alias + ": " + deed + " " + name;
    }

    /** The alias, for logs. */
    @Override
    public String toString() {
        return "ChannelLayer[" + alias + "]";
    }
}
