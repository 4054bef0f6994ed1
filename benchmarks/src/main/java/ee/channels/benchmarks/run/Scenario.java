package ee.channels.benchmarks.run;

import java.util.ArrayList;
import java.util.List;

/**
 * A load, the same for all contenders.
 *
 * @param name as it is called in options and results
 * @param kind what is done, and what counts
 * @param set the smallest run it belongs to
 * @param sockets how many listen
 * @param bytes of each message
 * @param window broadcasts in flight
 * @param extra further options of the load client
 */
record Scenario(String name, Kind kind, Size set, int sockets, int bytes, int window, List<String> extra) {

    /** What is measured. */
    enum Kind {
        /** As many broadcasts as go through. */
        RATE,
        /** Sockets opened per second. */
        STORM,
        /** Percentiles at half of what the contender reaches. */
        HALF,
        /** Percentiles at a given rate. */
        FIXED,
        /** Memory of sockets that do nothing. */
        IDLE
    }

    /** Runs, from short to long. */
    enum Size {
        CORE,
        DEFAULT,
        FULL
    }

    /** All of them, in the order of the report. */
    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (int bytes : new int[] {100, 4096}) {
            for (int sockets : new int[] {100, 1_000, 5_000, 10_000}) {
                for (int window : new int[] {1, 64}) {
                    all.add(broadcast(sockets, bytes, window));
                }
            }
        }
        all.add(new Scenario("rooms", Kind.RATE, Size.DEFAULT, 10_000, 100, 64, List.of("--groups", "1000")));
        all.add(new Scenario("chat", Kind.RATE, Size.DEFAULT, 100, 100, 64, everyoneOf(100)));
        all.add(new Scenario("churn", Kind.RATE, Size.DEFAULT, 1_000, 100, 1, List.of("--churn", "300")));
        all.add(new Scenario("slow", Kind.RATE, Size.DEFAULT, 200, 4096, 16, List.of("--slow", "1")));
        all.add(new Scenario("compressed", Kind.RATE, Size.DEFAULT, 1_000, 4096, 1, List.of("--deflate", "1")));
        all.add(new Scenario("storm", Kind.STORM, Size.DEFAULT, 2_000, 100, 1, List.of()));
        all.add(new Scenario("half", Kind.HALF, Size.DEFAULT, 1_000, 100, 64, List.of()));
        all.add(new Scenario("fixed", Kind.FIXED, Size.DEFAULT, 1_000, 100, 0, List.of("--rate", "20")));
        all.add(new Scenario("idle", Kind.IDLE, Size.DEFAULT, 10_000, 100, 1, List.of()));
        return List.copyOf(all);
    }

    private static List<String> everyoneOf(int sockets) {
        return List.of("--trigger", "ws", "--senders", Integer.toString(sockets));
    }

    private static Scenario broadcast(int sockets, int bytes, int window) {
        Size size = Size.FULL;
        if (bytes == 100) {
            size = sockets <= 1_000 ? Size.CORE : sockets == 10_000 ? Size.DEFAULT : Size.FULL;
        } else if (sockets == 1_000) {
            size = Size.DEFAULT;
        }
        String name = "broadcast-" + sockets + "x" + window + (bytes == 100 ? "" : "-4k");
        return new Scenario(name, Kind.RATE, size, sockets, bytes, window, List.of());
    }

    static Scenario named(String name) {
        return all().stream()
                .filter(scenario -> scenario.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no scenario " + name));
    }

    /** Whether it is part of a run of this size. */
    boolean isIn(Size run) {
        return set.compareTo(run) <= 0;
    }

    /** Whether the contender can take part at all. */
    boolean suits(Contender contender) {
        return contender.isJava() || kind != Kind.IDLE && !name.equals("compressed");
    }

    /** What it is, in Markdown. */
    String description() {
        return switch (name) {
            case "rooms" -> "10,000 sockets in 1,000 rooms of 10, broadcasts to the rooms in turn, 64 in flight";
            case "chat" -> "100 sockets in one room, every one of them speaks, 64 messages in flight";
            case "churn" -> "1,000 sockets, one broadcast at a time, while 300 others a second come, join and go";
            case "slow" -> "200 sockets of which two never read, 4 KB, 16 broadcasts in flight; a server of its own";
            case "compressed" -> "1,000 sockets, permessage-deflate without context takeover, 4 KB, one at a time";
            case "storm" ->
                "2,000 sockets opened, 64 handshakes at once, more than once: per second and CPU are per socket";
            case "half" -> "1,000 sockets at half of the contender's own rate with 64 in flight";
            case "fixed" -> "1,000 sockets at 20 broadcasts a second";
            case "idle" -> "10,000 sockets that do nothing; a server of its own";
            default -> "";
        };
    }

    /** Whether its server is not to be used for anything else, before or after. */
    boolean wantsOwnServer() {
        return kind == Kind.IDLE || name.equals("slow");
    }
}
