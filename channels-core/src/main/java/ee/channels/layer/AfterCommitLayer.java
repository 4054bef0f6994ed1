package ee.channels.layer;

import ee.channels.message.ChannelName;
import ee.channels.message.GroupName;
import ee.channels.message.Message;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A layer as transactions see it: checks each call at once, and leaves it to {@link HeldCalls}, or makes it where there
 * is no transaction.
 *
 * <p>Thread-safe.
 */
final class AfterCommitLayer implements ChannelLayer {
    private static final CompletionStage<Void> HELD = CompletableFuture.completedStage(null);

    private final ChannelLayer layer;
    private final String alias;
    private final LayerBackend backend;
    private final TransactionHook hook;
    private final int limit;
    private final LayerCounters counters;

    /**
     * A view of a layer.
     *
     * @param layer what calls are made on where there is no transaction
     * @param limit how many calls one transaction may keep
     */
    AfterCommitLayer(
            ChannelLayer layer,
            String alias,
            LayerBackend backend,
            TransactionHook hook,
            int limit,
            LayerCounters counters) {
        this.layer = layer;
        this.alias = alias;
        this.backend = backend;
        this.hook = hook;
        this.limit = limit;
        this.counters = counters;
    }

    @Override
    public void send(String channel, Message message) {
        if (!holdsSend(channel, message)) {
            layer.send(channel, message);
        }
    }

    @Override
    public CompletionStage<Void> sendAsync(String channel, Message message) {
        return async(() -> holdsSend(channel, message) ? HELD : layer.sendAsync(channel, message));
    }

    private boolean holdsSend(String channel, Message message) {
        ChannelName.check(channel);
        Message detached = GuardedChannelLayer.detached(message);
        return holds("send to channel " + channel, detached, () -> backend.send(channel, detached));
    }

    @Override
    public void groupSend(String group, Message message) {
        if (!holdsGroupSend(group, message)) {
            layer.groupSend(group, message);
        }
    }

    @Override
    public CompletionStage<Void> groupSendAsync(String group, Message message) {
        return async(() -> holdsGroupSend(group, message) ? HELD : layer.groupSendAsync(group, message));
    }

    private boolean holdsGroupSend(String group, Message message) {
        GroupName.check(group);
        Message detached = GuardedChannelLayer.detached(message);
        return holds("send to group " + group, detached, () -> backend.groupSend(group, detached));
    }

    @Override
    public void groupAdd(String group, String channel) {
        if (!holdsAdd(group, channel)) {
            layer.groupAdd(group, channel);
        }
    }

    @Override
    public CompletionStage<Void> groupAddAsync(String group, String channel) {
        return async(() -> holdsAdd(group, channel) ? HELD : layer.groupAddAsync(group, channel));
    }

    private boolean holdsAdd(String group, String channel) {
        GroupName.check(group);
        ChannelName.check(channel);
        return holds("add to group " + group, () -> backend.join(group, channel));
    }

    @Override
    public void groupDiscard(String group, String channel) {
        if (!holdsDiscard(group, channel)) {
            layer.groupDiscard(group, channel);
        }
    }

    @Override
    public CompletionStage<Void> groupDiscardAsync(String group, String channel) {
        return async(() -> holdsDiscard(group, channel) ? HELD : layer.groupDiscardAsync(group, channel));
    }

    private boolean holdsDiscard(String group, String channel) {
        GroupName.check(group);
        ChannelName.check(channel);
        return holds("discard from group " + group, () -> backend.leave(group, channel));
    }

    @Override
    public ChannelLayer afterCommit() {
        return this;
    }

    private boolean holds(String what, Message message, Supplier<CompletionStage<Void>> start) {
        Optional<HeldCalls> held = held();
        if (held.isEmpty()) {
            return false;
        }
        // Who sends too much hears of it while the transaction can still be rolled back.
        backend.check(message);
        return held.get().hold(new HeldCalls.Call(what, start));
    }

    private boolean holds(String what, Supplier<CompletionStage<Void>> start) {
        return held().map(held -> held.hold(new HeldCalls.Call(what, start))).orElse(false);
    }

    private Optional<HeldCalls> held() {
        return hook.participant(this, () -> new HeldCalls(alias, limit, counters));
    }

    /** As a method's twin has it: names and arguments are refused at once, what the layer refuses is in the stage. */
    private static CompletionStage<Void> async(Supplier<CompletionStage<Void>> call) {
        try {
            return call.get();
        } catch (ChannelLayerException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    /** The alias, for logs. */
    @Override
    public String toString() {
        return layer + ".afterCommit()";
    }
}
