package ee.channels.benchmarks.run;

/** What is kept of a measurement: a column of the file of results. */
enum Metric {
    /** Deliveries per second, or sockets opened per second in a connect storm. */
    PER_SECOND,
    /** Microseconds of the server's CPU for each delivery, or each socket opened. */
    CPU_MICROS,
    /** The share of one core that the load client had; near 1 it was the bottleneck. */
    CLIENT_BUSY,
    /** Milliseconds from sending to receipt. */
    P50,
    P99,
    P999,
    /** Broadcasts per second that were asked for, at a fixed rate. */
    RATE,
    /** Bytes of heap for each idle socket. */
    HEAP,
    /** Bytes of resident memory for each idle socket. */
    RSS,
    /** Sockets opened per second. */
    OPENED_PER_SECOND,
    /** Microseconds of the server's CPU for each socket opened. */
    OPENED_MICROS,
    /** Microseconds of Redis' CPU for each delivery. */
    REDIS_MICROS,
    /** The share of one core that neither server nor client nor Redis had: other work on the machine. */
    OTHERS_BUSY;

    String column() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
