package ee.channels.benchmarks.run;

import java.util.List;
import java.util.stream.Stream;

/** What is compared, in the order of the tables. */
enum Contender {
    RAW("raw", "a JSR-356 endpoint by hand: a queue for each session, `getAsyncRemote().sendText(…, SendHandler)`"),
    OURS("ours", "a consumer that forwards `group.notify`, in-memory layer"),
    REDIS("ours", "the same over a Redis on the same machine"),
    STOMP("stomp", "Spring Boot 3.5, STOMP over its simple broker, deployed on the same Tomcat 11"),
    ATMOSPHERE("atmosphere", "Atmosphere 3, a `Broadcaster` for each room"),
    LIMIT("limit", "the prototype: two threads that wait for each write, batched; no limits, no consumers"),
    PHYSICAL("physical", "C and epoll, one write for each message: the loopback itself");

    /** What its server is told to be. */
    final String site;
    /** What it is, in Markdown. */
    final String description;

    Contender(String site, String description) {
        this.site = site;
        this.description = description;
    }

    /** As it is called in options, tables and results. */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Contender labelled(String label) {
        for (Contender contender : values()) {
            if (contender.label().equals(label)) {
                return contender;
            }
        }
        throw new IllegalArgumentException("There is no contender " + label + ", but "
                + Stream.of(values()).map(Contender::label).toList());
    }

    /** Whether its server is a JVM. */
    boolean isJava() {
        return this != PHYSICAL;
    }

    /** The door for sockets, with {@code {group}} for the room. */
    String socketPath() {
        return switch (this) {
            case STOMP -> "/ws";
            case ATMOSPHERE -> "/ws/{group}?X-Atmosphere-Transport=websocket";
            default -> "/ws/{group}";
        };
    }

    /** What its clients have to speak beyond plain text frames. */
    List<String> dialect() {
        return this == STOMP ? List.of("--stomp", "/topic/{group}") : List.of();
    }

    /** Options of its JVM; compression is off by default in ours, and nobody asks for it but the one scenario. */
    List<String> options() {
        return this == OURS || this == REDIS ? List.of("-Dchannels.connection.compression=true") : List.of();
    }
}
