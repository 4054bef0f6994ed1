package ee.channels.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The servers of one Java, each started when it is first asked for and kept warm until the run ends.
 *
 * <p>Those that wait have nothing to do and take no time from the one that is measured.
 *
 * <p>Confined to one thread.
 */
final class Fleet implements AutoCloseable {
    private final Workshop workshop;
    private final Jdk jdk;
    private final Redis redis;
    private final Map<Contender, Server> servers = new EnumMap<>(Contender.class);

    Fleet(Workshop workshop, Jdk jdk, Redis redis) {
        this.workshop = workshop;
        this.jdk = jdk;
        this.redis = redis;
    }

    /** The warm one; a new one where it has died. */
    Server of(Contender contender) throws IOException, InterruptedException {
        Server running = servers.get(contender);
        if (running != null && running.isAlive()) {
            return running;
        }
        Server started = fresh(contender, List.of());
        servers.put(contender, started);
        return started;
    }

    /** Ends the warm one: it may not have got over what it went through. */
    void discard(Contender contender) throws InterruptedException {
        Server server = servers.remove(contender);
        if (server != null) {
            server.close();
        }
    }

    /** One that the caller closes. */
    Server fresh(Contender contender, List<String> options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(options);
        all.addAll(contender.options());
        if (contender == Contender.REDIS) {
            all.addAll(redis.options());
        }
        return Server.start(workshop, contender, jdk, all);
    }

    @Override
    public void close() throws InterruptedException {
        for (Server server : servers.values()) {
            server.close();
        }
    }
}
