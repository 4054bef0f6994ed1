package ee.channels.conformance.client;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.exceptions.UpgradeException;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/**
 * A client that opens its sockets by RFC 8441: as streams of one HTTP/2 connection, without TLS and without an upgrade
 * from HTTP/1.1.
 *
 * <p>Confined to the thread of the test.
 */
public final class Http2Client implements AutoCloseable {

    private static final int OK = 200;

    private final WebSocketClient client;

    /** Starts the client, which ends when it is closed. */
    public Http2Client() {
        ClientConnector connector = new ClientConnector();
        client = new WebSocketClient(new Tunnels(new HttpClientTransportDynamic(
                connector, new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector)))));
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("The client does not start", e);
        }
    }

    /** An open socket; headers are name, value, name, value. */
    public Socket open(URI uri, String... headers) {
        return speaking(uri, List.of(), headers);
    }

    /** An open socket that sub-protocols are offered for. */
    public Socket speaking(URI uri, List<String> subprotocols, String... headers) {
        try {
            return connect(uri, subprotocols, headers);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** The status that a handshake is refused with. */
    public int status(URI uri, String... headers) {
        try {
            connect(uri, List.of(), headers);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UpgradeException refusal) {
                return refusal.getResponseStatusCode();
            }
            throw new AssertionError(e);
        }
        throw new AssertionError("The handshake was accepted");
    }

    private Socket connect(URI uri, List<String> subprotocols, String... headers) throws ExecutionException {
        ClientUpgradeRequest request = new ClientUpgradeRequest(uri);
        request.setSubProtocols(subprotocols);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        Socket socket = new Socket();
        try {
            socket.session = client.connect(socket, request).get(Site.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            return socket;
        } catch (java.io.IOException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The client does not stop", e);
        }
    }

    /**
     * Leaves the frames behind an accepted handshake to the socket. Jetty's client has a reader for the content of an
     * answer that nobody asks for, and starts it when the socket has the stream already: it takes and drops what has
     * come by then.
     */
    private static final class Tunnels extends HttpClient {

        private Tunnels(HttpClientTransport transport) {
            super(transport);
        }

        @Override
        public Request newRequest(URI uri) {
            return super.newRequest(uri).onResponseContentSource((answer, content) -> {
                if (answer.getStatus() != OK) {
                    Content.Source.consumeAll(content, org.eclipse.jetty.util.Callback.NOOP);
                }
            });
        }
    }

    /** One socket, which writes down what it hears as {@link Client} does. */
    public static final class Socket implements Session.Listener.AutoDemanding {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private volatile Session session;

        private Socket() {}

        /** The client's end of the TCP connection below. */
        public String localAddress() {
            return session.getLocalSocketAddress().toString();
        }

        /** The version of HTTP that the handshake was answered in. */
        public String httpVersion() {
            return session.getUpgradeRequest().getHttpVersion();
        }

        /** The sub-protocol that the server chose. */
        public String subprotocol() {
            return session.getUpgradeResponse().getAcceptedSubProtocol();
        }

        public Socket send(String text) {
            session.sendText(text, Callback.NOOP);
            return this;
        }

        public Socket send(byte[] bytes) {
            session.sendBinary(ByteBuffer.wrap(bytes), Callback.NOOP);
            return this;
        }

        /** Sends a close frame. */
        public void close(int code, String reason) {
            session.close(code, reason, Callback.NOOP);
        }

        /** What is heard next, within the deadline. */
        public String next() {
            try {
                String next = heard.poll(Site.DEADLINE.toSeconds(), TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("Nothing was heard for " + Site.DEADLINE);
                }
                return next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        @Override
        public void onWebSocketText(String text) {
            heard.add("text " + text);
        }

        @Override
        public void onWebSocketBinary(ByteBuffer bytes, Callback callback) {
            heard.add("binary " + bytes.remaining());
            callback.succeed();
        }

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            heard.add(("close " + code + " " + (reason == null ? "" : reason)).strip());
            callback.succeed();
        }
    }
}
