package ee.channels.redis.queue;

import ee.channels.redis.connection.Commands;
import ee.channels.redis.connection.Shards;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Runs scripts: by their text until a server has run them once, from then on by their digest.
 *
 * <p><b>Order.</b> That of {@link Commands}, with one exception. A server that forgets its scripts while a connection
 * stays (SCRIPT FLUSH) refuses the digest; the script then runs by its text, behind what was handed in meanwhile. After
 * a failure of any other kind the text goes first.
 *
 * <p>Thread-safe.
 */
final class Scripts {
    private final Shards shards;
    private final Set<Known> known = ConcurrentHashMap.newKeySet();

    Scripts(Shards shards) {
        this.shards = shards;
    }

    /** A script that a server has: a node of a Cluster, or whom one connection leads to. */
    private record Known(Object server, Script script) {

        /**
         * By hand: Java 17 never lets go of the record that was compared last, nor of the application that it is of.
         */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Known that && server.equals(that.server) && script.equals(that.script);
        }

        @Override
        public int hashCode() {
            return Objects.hash(server, script);
        }
    }

    /**
     * Runs a script; completes as {@link Commands#send}.
     *
     * @param name what the script is about, which chooses the connection
     */
    CompletableFuture<@Nullable Object> run(
            int shard, String name, Script script, List<byte[]> keys, List<byte[]> arguments) {
        Commands at = shards.commands(shard, name);
        Known here = new Known(
                shards.cluster()
                        .<Object>map(cluster -> String.valueOf(cluster.primary(name)))
                        .orElse(at),
                script);
        boolean byDigest = known.contains(here);
        CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
        Replies.then(at.send(command(script, byDigest, keys, arguments)), (reply, failure) -> {
            if (failure == null) {
                known.add(here);
                result.complete(reply);
                return;
            }
            known.remove(here);
            if (byDigest && failure instanceof JedisNoScriptException) {
                Replies.then(at.send(command(script, false, keys, arguments)), (again, refused) -> {
                    if (refused == null) {
                        known.add(here);
                        result.complete(again);
                    } else {
                        result.completeExceptionally(refused);
                    }
                });
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    private static CommandArguments command(
            Script script, boolean byDigest, List<byte[]> keys, List<byte[]> arguments) {
        CommandArguments command = new CommandArguments(byDigest ? Command.EVALSHA : Command.EVAL)
                .add(byDigest ? script.digest() : script.text())
                .add(keys.size());
        keys.forEach(command::key);
        arguments.forEach(command::add);
        return command;
    }
}
