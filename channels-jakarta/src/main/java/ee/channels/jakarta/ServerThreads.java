package ee.channels.jakarta;

import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * How many threads the server has for requests, where it says so: Tomcat does, by JMX.
 *
 * <p>Thread-safe: it keeps nothing.
 */
final class ServerThreads {

    /** What is assumed where the server does not say; Tomcat's own default. */
    static final int UNKNOWN = 200;

    private ServerThreads() {}

    /**
     * The threads of the smallest pool: which one an application's requests come through is not told, and bounds for a
     * larger one would let blocked consumers take every thread of a smaller.
     */
    static int count() {
        return Stream.of("*:type=ThreadPool,*", "*:type=Executor,*")
                .map(ServerThreads::smallest)
                .flatMapToInt(OptionalInt::stream)
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static OptionalInt smallest(String pattern) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            return server.queryNames(new ObjectName(pattern), null).stream()
                    .flatMapToInt(pool -> threads(server, pool))
                    .min();
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(pattern, e);
        }
    }

    private static IntStream threads(MBeanServer server, ObjectName pool) {
        try {
            boolean some = server.getAttribute(pool, "maxThreads") instanceof Integer threads && threads > 0;
            return some ? IntStream.of((Integer) server.getAttribute(pool, "maxThreads")) : IntStream.empty();
        } catch (JMException | RuntimeException e) {
            return IntStream.empty(); // not Tomcat's, or about to go
        }
    }
}
