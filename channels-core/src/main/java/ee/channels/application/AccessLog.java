package ee.channels.application;

import ee.channels.Ticker;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Logs one line when a connection opens and one when it ends, or a single one if it is refused.
 *
 * <pre>{@code
 * open path="/ws/chat/tea" remote="192.0.2.7" user="ann"
 * end path="/ws/chat/tea" remote="192.0.2.7" user="ann" code=1000 cause=CLIENT seconds=12.031 in=3 out=41
 * refused path="/ws/admin" remote="192.0.2.7" status=403 cause=REFUSED seconds=0.002
 * }</pre>
 *
 * <p>{@code in} counts the client's messages that arrived here, {@code out} those that were sent from here, whether or
 * not the client still read them. The user is the one that the scope has here, so an access log behind the middleware
 * that authenticates knows more than one before it; but only the outermost middleware sees every refusal. A path
 * without a route (404) has no line: another route, outside, may serve it.
 *
 * <p>Lines go to the {@link Logger} {@code ee.channels.access} at level INFO. The query string, headers, cookies and
 * close reasons are never logged. Text from outside is quoted, cut at 200 characters, and everything in it that is not
 * printable is escaped, so nobody can forge a line.
 *
 * <p>Channels counterpart: Daphne's access log.
 *
 * <p>Thread-safe.
 */
public final class AccessLog implements Middleware {

    private static final int MAX_TEXT = 200;
    private static final double NANOS = 1e9;

    private final Logger logger;
    private final Ticker ticker;

    /** An access log to {@code ee.channels.access}. */
    public AccessLog() {
        this(System.getLogger("ee.channels.access"), Ticker.system());
    }

    /** An access log to a logger of one's own, by a clock of one's own. */
    public AccessLog(Logger logger, Ticker ticker) {
        this.logger = logger;
        this.ticker = ticker;
    }

    /** Opens the inner application and watches what comes and goes, if the logger wants to know. */
    @Override
    public Handler open(Scope scope, Link link, Application inner) {
        if (!logger.isLoggable(Level.INFO)) {
            return inner.open(scope, link);
        }
        Line line = new Line(scope, ticker.nanos());
        WatchedLink watched = new WatchedLink(link);
        try {
            return new WatchedHandler(inner.open(scope, watched), watched, line);
        } catch (NoRouteException e) {
            throw e; // whether another route serves the path is not known here; a 404 is in the server's own log
        } catch (RuntimeException e) {
            line.refused(500, "ERROR");
            throw e;
        }
    }

    /** Text that cannot end its quotation or its line, nor turn the reading direction. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        int end = text.length() <= MAX_TEXT ? text.length() : MAX_TEXT;
        for (int i = 0; i < end; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (isPrintable(c)) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append(String.format(Locale.ROOT, "\\u{%x}", c));
            }
        }
        return quoted.append(end < text.length() ? "…\"" : "\"").toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** What all lines of one connection say alike. */
    private final class Line {
        private final String connection;
        private final long begun;

        Line(Scope scope, long begun) {
            String user = scope.user()
                    .map(Principal::getName)
                    .map(name -> " user=" + quoted(name))
                    .orElse("");
            this.connection = " path=" + quoted(scope.path()) + " remote=" + quoted(scope.remoteAddress()) + user;
            this.begun = begun;
        }

        void opened() {
            logger.log(Level.INFO, "open" + connection);
        }

        void refused(int status, String cause) {
            logger.log(Level.INFO, "refused" + connection + " status=" + status + " cause=" + cause + seconds());
        }

        void ended(CloseReason reason, long in, long out) {
            logger.log(
                    Level.INFO,
                    "end" + connection + " code=" + reason.code() + " cause=" + reason.cause() + seconds() + " in=" + in
                            + " out=" + out);
        }

        private String seconds() {
            return String.format(Locale.ROOT, " seconds=%.3f", (ticker.nanos() - begun) / NANOS);
        }
    }

    /** Counts what is sent, by whatever thread, and remembers whether the handshake was accepted. */
    private static final class WatchedLink extends ForwardingLink {
        private final LongAdder sent = new LongAdder();
        private volatile boolean accepted;

        WatchedLink(Link outer) {
            super(outer);
        }

        @Override
        public void accept(Optional<String> subprotocol, Headers headers) {
            super.accept(subprotocol, headers);
            accepted = true;
        }

        @Override
        public void send(Frame frame) {
            super.send(frame);
            sent.increment();
        }
    }

    private static final class WatchedHandler extends ForwardingHandler {
        private final WatchedLink link;
        private final Line line;
        private long received;
        private boolean opened;

        WatchedHandler(Handler inner, WatchedLink link, Line line) {
            super(inner);
            this.link = link;
            this.line = line;
        }

        @Override
        public void connect() {
            super.connect();
            if (link.accepted) {
                opened = true;
                line.opened();
            }
        }

        @Override
        public void text(String text) {
            received++;
            super.text(text);
        }

        @Override
        public void binary(ByteBuffer bytes) {
            received++;
            super.binary(bytes);
        }

        @Override
        public void disconnect(CloseReason reason) {
            try {
                super.disconnect(reason);
            } finally {
                if (opened) {
                    line.ended(reason, received, link.sent.sum());
                } else {
                    line.refused(reason.code(), reason.cause().name());
                }
            }
        }
    }
}
