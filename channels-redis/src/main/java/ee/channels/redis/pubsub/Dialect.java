package ee.channels.redis.pubsub;

import ee.channels.redis.connection.Cluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * How subscribing is put into commands.
 *
 * <p>Implementations are immutable.
 */
interface Dialect {

    /** The commands that make these requests; Redis answers once for each name. */
    List<CommandArguments> commands(Subscriptions.Requests requests);

    /**
     * SUBSCRIBE, and PSUBSCRIBE for one name that is a pattern.
     *
     * @param pattern comes before all others
     */
    record Classic(String pattern) implements Dialect {
        @Override
        public List<CommandArguments> commands(Subscriptions.Requests requests) {
            List<CommandArguments> commands = new ArrayList<>(3);
            List<String> names = new ArrayList<>(requests.subscribe());
            if (names.remove(pattern)) {
                commands.add(new CommandArguments(Command.PSUBSCRIBE).add(pattern));
            }
            add(commands, Command.SUBSCRIBE, names);
            add(commands, Command.UNSUBSCRIBE, requests.unsubscribe());
            return commands;
        }

        private static void add(List<CommandArguments> commands, Command command, List<String> names) {
            if (!names.isEmpty()) {
                commands.add(new CommandArguments(command).addObjects(names));
            }
        }
    }

    /** SSUBSCRIBE of Redis 7, in which all names of one command must have the same slot. */
    record Sharded() implements Dialect {
        @Override
        public List<CommandArguments> commands(Subscriptions.Requests requests) {
            List<CommandArguments> commands = new ArrayList<>();
            add(commands, Command.SSUBSCRIBE, requests.subscribe());
            add(commands, Command.SUNSUBSCRIBE, requests.unsubscribe());
            return commands;
        }

        private static void add(List<CommandArguments> commands, Command command, List<String> names) {
            names.stream()
                    .collect(Collectors.groupingBy(Cluster::slot, LinkedHashMap::new, Collectors.toList()))
                    .values()
                    .forEach(sameSlot -> commands.add(new CommandArguments(command).addObjects(sameSlot)));
        }
    }
}
