package ee.channels.testing;

import ee.channels.application.Application;
import ee.channels.application.CloseReason;
import ee.channels.application.ForwardingHandler;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.NoRouteException;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Stands around the application under test and remembers what it throws, which the runtime only logs, and how the
 * connection ended.
 *
 * <p>Thread-safe.
 */
final class Observer implements Application {

    private final Application inner;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> end = new CompletableFuture<>();

    Observer(Application inner) {
        this.inner = inner;
    }

    /** Completes with the first thing that the application threw. */
    CompletableFuture<Throwable> failure() {
        return failure;
    }

    /** Completes when disconnect has run. */
    CompletableFuture<CloseReason> end() {
        return end;
    }

    @Override
    @SuppressWarnings("IllegalCatch") // seen and thrown on
    public Handler open(Scope scope, Link link) {
        try {
            return new Observed(inner.open(scope, link));
        } catch (NoRouteException e) {
            throw e;
        } catch (Throwable thrown) {
            failure.complete(thrown);
            throw thrown;
        }
    }

    private final class Observed extends ForwardingHandler {

        Observed(Handler inner) {
            super(inner);
        }

        @Override
        public void connect() {
            watched(super::connect);
        }

        @Override
        public void text(String text) {
            watched(() -> super.text(text));
        }

        @Override
        public void binary(ByteBuffer bytes) {
            watched(() -> super.binary(bytes));
        }

        @Override
        public void message(Message message) {
            watched(() -> super.message(message));
        }

        @Override
        public void gap(Gap gap) {
            watched(() -> super.gap(gap));
        }

        @Override
        public void disconnect(CloseReason reason) {
            try {
                watched(() -> super.disconnect(reason));
            } finally {
                end.complete(reason);
            }
        }

        @SuppressWarnings("IllegalCatch") // seen and thrown on
        private void watched(Runnable event) {
            try {
                event.run();
            } catch (Throwable thrown) {
                failure.complete(thrown);
                throw thrown;
            }
        }
    }
}
