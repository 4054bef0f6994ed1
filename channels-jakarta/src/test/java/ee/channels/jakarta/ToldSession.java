package ee.channels.jakarta;

import ee.channels.application.Frame;
import ee.channels.runtime.BatchingTransport;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A session that writes down what it is told, and completes what it is given when the test says so. */
final class ToldSession {

    /** The calls, in order: {@code sendText one}, {@code flushBatch}. */
    final List<String> told = new ArrayList<>();

    /** Why each write of {@link #write} has failed, or that it has not. */
    final List<Optional<String>> done = new ArrayList<>();

    private final List<SendHandler> sent = new ArrayList<>();
    private @Nullable IOException flushFails;

    private final RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class);

    Session session() {
        return proxy(Session.class);
    }

    /** Has texts written, and forgets what was told before. */
    void write(BatchingTransport transport, String... texts) {
        told.clear();
        transport.write(
                Stream.of(texts).<Frame>map(Frame::text).toList(),
                failure -> done.add(Optional.ofNullable(failure).map(Throwable::getMessage)));
    }

    void failFlushes() {
        flushFails = new IOException("reset");
    }

    /** Completes what was sent, in order. */
    void complete(SendResult result) {
        sent.forEach(handler -> handler.onResult(result));
        sent.clear();
    }

    private <T> T proxy(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("getAsyncRemote")) {
                        return remote;
                    }
                    told.add(arguments == null ? method.getName() : method.getName() + " " + arguments[0]);
                    if (arguments != null && arguments.length == 2) {
                        sent.add((SendHandler) arguments[1]);
                    }
                    boolean flushes = method.getName().equals("flushBatch")
                            || told.get(told.size() - 1).equals("setBatchingAllowed false");
                    if (flushes && flushFails != null) {
                        throw flushFails;
                    }
                    return null;
                }));
    }
}
