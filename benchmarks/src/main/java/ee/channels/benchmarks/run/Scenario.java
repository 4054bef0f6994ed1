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
        return List.copyOf(all);
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
        return kind != Kind.IDLE || contender.isJava();
    }

    /** Whether its server is not to be used for anything else, before or after. */
    boolean wantsOwnServer() {
        return kind == Kind.IDLE;
    }
}
