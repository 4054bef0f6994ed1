package ee.channels.runtime;

/** The loggers of this room. */
final class Log {
    static final System.Logger CONNECTION = System.getLogger("ee.channels.connection");
    static final System.Logger RUNTIME = System.getLogger("ee.channels.runtime");

    private Log() {}
}
