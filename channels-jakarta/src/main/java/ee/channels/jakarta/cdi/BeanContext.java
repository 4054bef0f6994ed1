package ee.channels.jakarta.cdi;

import ee.channels.application.Application;
import ee.channels.application.CloseReason;
import ee.channels.application.ForwardingHandler;
import ee.channels.application.ForwardingLink;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.application.Middleware;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Around every callback a request scope, and around every accepted connection its two events.
 *
 * <p>Thread-safe.
 */
final class BeanContext implements Middleware {

    private static final Logger LOG = System.getLogger(BeanContext.class.getName());

    private final BeanManager beans;

    BeanContext(BeanManager beans) {
        this.beans = beans;
    }

    @Override
    public Handler open(Scope scope, Link link, Application inner) {
        WatchedLink watched = new WatchedLink(link);
        return new HandlerOfBeans(inner.open(scope, watched), watched, scope);
    }

    private void fire(Object event) {
        try {
            beans.getEvent().fire(event);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, () -> "An observer of " + event.getClass().getSimpleName() + " failed", e);
        }
    }

    /** Remembers whether the handshake was accepted. */
    private static final class WatchedLink extends ForwardingLink {
        private boolean accepted; // the handshake's thread's

        WatchedLink(Link outer) {
            super(outer);
        }

        @Override
        public void accept(Optional<String> subprotocol, Headers headers) {
            super.accept(subprotocol, headers);
            accepted = true;
        }
    }

    private final class HandlerOfBeans extends ForwardingHandler {
        private final RequestScope request = new RequestScope(beans);
        private final WatchedLink link;
        private final Scope scope;
        private boolean opened;

        HandlerOfBeans(Handler inner, WatchedLink link, Scope scope) {
            super(inner);
            this.link = link;
            this.scope = scope;
        }

        @Override
        public void connect() {
            request.run(() -> {
                super.connect();
                if (link.accepted) {
                    opened = true;
                    fire(new ConnectionOpened(link.id(), scope));
                }
            });
        }

        @Override
        public void text(String text) {
            request.run(() -> super.text(text));
        }

        @Override
        public void binary(ByteBuffer bytes) {
            request.run(() -> super.binary(bytes));
        }

        @Override
        public void message(Message message) {
            request.run(() -> super.message(message));
        }

        @Override
        public void gap(Gap gap) {
            request.run(() -> super.gap(gap));
        }

        @Override
        public void disconnect(CloseReason reason) {
            request.run(() -> {
                try {
                    super.disconnect(reason);
                } finally {
                    if (opened) {
                        fire(new ConnectionClosed(link.id(), scope, reason));
                    }
                }
            });
        }
    }
}
