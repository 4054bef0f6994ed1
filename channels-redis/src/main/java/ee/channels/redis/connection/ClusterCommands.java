package ee.channels.redis.connection;

import ee.channels.layer.ChannelLayerUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/**
 * Sends commands about one name to the node that has its slot. A node that has it no longer says so instead of
 * executing the command, which then goes to the right one; nothing is executed twice.
 *
 * <p><b>Order</b> is kept as by a {@link Writer}, but for commands that are handed in, without waiting for those
 * before, while their slot moves.
 *
 * <p>Thread-safe.
 */
final class ClusterCommands implements Commands {
    private static final int MOST_REDIRECTIONS = 5;

    private final Cluster cluster;
    private final String name;
    private final int slot;

    ClusterCommands(Cluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
        this.slot = Cluster.slot(name);
    }

    @Override
    public CompletableFuture<@Nullable Object> send(CommandArguments command) {
        CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
        send(command, reply, cluster.primary(name), 0);
        return reply;
    }

    private void send(
            CommandArguments command,
            CompletableFuture<@Nullable Object> reply,
            @Nullable HostAndPort node,
            int redirections) {
        if (node == null || redirections > MOST_REDIRECTIONS) {
            cluster.renewSoon();
            reply.completeExceptionally(new ChannelLayerUnavailableException(cluster.unknown(slot), null));
            return;
        }
        CompletionStage<@Nullable Object> answer = cluster.writer(node, name).send(command);
        answer.whenComplete((value, failure) -> {
            if (failure instanceof JedisMovedDataException moved) {
                cluster.moved(slot, moved.getTargetNode());
                send(command, reply, moved.getTargetNode(), redirections + 1);
            } else if (failure instanceof JedisAskDataException ask) {
                // For the next command on that connection, which is this one unless another comes in between; then that
                // node sends it back.
                CompletionStage<@Nullable Object> asking =
                        cluster.writer(ask.getTargetNode(), name).send(new CommandArguments(Command.ASKING));
                asking.exceptionally(ignored -> null);
                send(command, reply, ask.getTargetNode(), redirections + 1);
            } else if (failure != null) {
                if (failure instanceof ChannelLayerUnavailableException) {
                    cluster.renewSoon();
                }
                reply.completeExceptionally(failure);
            } else {
                reply.complete(value);
            }
        });
    }

    @Override
    public boolean away() {
        HostAndPort node = cluster.primary(name);
        return node == null || cluster.writer(node, name).away();
    }

    /** Nothing: the connections are the Cluster's. */
    @Override
    public void close() {}
}
