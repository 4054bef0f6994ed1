package ee.channels.benchmarks;

import ee.channels.application.Application;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;
import ee.channels.scope.Scope;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finding the consumer of a path, the last of so many routes, with one parameter in it. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouterBenchmark {

    /** Routes. */
    @Param({"1", "10", "100"})
    public int routes;

    private static final Handler HANDLER = unused(Handler.class);
    private static final Link LINK = unused(Link.class);

    private UrlRouter router = UrlRouter.of();
    private Scope scope = Scope.builder("/").build();

    /** Makes the routes. */
    @Setup
    public void make() {
        Application application = (found, link) -> HANDLER;
        router = UrlRouter.of(IntStream.rangeClosed(1, routes)
                .mapToObj(number -> Route.path("/ws/part" + number + "/{id}", application))
                .toList());
        scope = Scope.builder("/ws/part" + routes + "/42").build();
    }

    /** Of what is passed along and never called. */
    private static <T> T unused(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            throw new UnsupportedOperationException(method.getName());
        }));
    }

    /** One handshake's path. */
    @Benchmark
    public Handler open() {
        return router.open(scope, LINK);
    }
}
