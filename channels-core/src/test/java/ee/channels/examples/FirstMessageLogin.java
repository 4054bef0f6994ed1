package ee.channels.examples;

import ee.channels.application.Application;
import ee.channels.application.CloseReason;
import ee.channels.application.ForwardingLink;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.Middleware;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

// tag::first-message-login[]
/**
 * Accepts everybody, and closes with 4401 unless the first message, within a deadline, is a text that logs in. Only
 * then the inner application is opened, and knows the user.
 */
final class FirstMessageLogin implements Middleware {

    private static final int UNAUTHORIZED = 4401;

    private final Function<String, Optional<Principal>> verify;
    private final Executor afterDeadline;

    /**
     * @param afterDeadline runs a task once the deadline has passed, such as {@code task ->
     *     managedScheduledExecutor.schedule(task, 10, SECONDS)}
     */
    FirstMessageLogin(Function<String, Optional<Principal>> verify, Executor afterDeadline) {
        this.verify = verify;
        this.afterDeadline = afterDeadline;
    }

    @Override
    public Handler open(Scope scope, Link link, Application inner) {
        return new LoginHandler(scope, link, inner);
    }

    private final class LoginHandler implements Handler {
        private final Scope scope;
        private final Link link;
        private final Application application;
        /** The first message and the deadline race for it, on two threads. */
        private final AtomicBoolean decided = new AtomicBoolean();

        private @Nullable Handler inner;

        LoginHandler(Scope scope, Link link, Application application) {
            this.scope = scope;
            this.link = link;
            this.application = application;
        }

        @Override
        public void connect() {
            link.accept(Optional.empty(), Headers.empty());
            afterDeadline.execute(() -> {
                if (decided.compareAndSet(false, true)) {
                    link.close(UNAUTHORIZED, "log in first");
                }
            });
        }

        @Override
        public void text(String text) {
            if (inner != null) {
                inner.text(text);
            } else if (decided.compareAndSet(false, true)) {
                verify.apply(text).ifPresentOrElse(this::loggedIn, () -> link.close(UNAUTHORIZED, "log in first"));
            }
        }

        private void loggedIn(Principal user) {
            inner = application.open(scope.withUser(user, Set.of()), new AcceptedLink(link));
            inner.connect();
        }

        @Override
        public void binary(ByteBuffer bytes) {
            if (inner != null) {
                inner.binary(bytes);
            } else if (decided.compareAndSet(false, true)) {
                link.close(UNAUTHORIZED, "log in first");
            }
        }

        @Override
        public void message(Message message) {
            if (inner != null) {
                inner.message(message);
            }
        }

        @Override
        public void gap(Gap gap) {
            if (inner != null) {
                inner.gap(gap);
            }
        }

        @Override
        public void disconnect(CloseReason reason) {
            decided.set(true);
            if (inner != null) {
                inner.disconnect(reason);
            }
        }
    }

    /** The handshake is over when the inner application decides: to accept is to go on, to deny is to close. */
    private static final class AcceptedLink extends ForwardingLink {
        AcceptedLink(Link outer) {
            super(outer);
        }

        @Override
        public void accept(Optional<String> subprotocol, Headers headers) {
            // Done in connect.
        }

        @Override
        public void deny(int status, Headers headers) {
            close(UNAUTHORIZED, "not allowed");
        }
    }
}
// end::first-message-login[]
