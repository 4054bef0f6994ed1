package ee.channels.redis.connection;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * One connection to one server, that is never pooled and never connects a second time.
 *
 * <p><b>Concurrency.</b> One thread may {@link #write} and {@link #flush} while another {@linkplain #read reads}. Any
 * thread may {@link #drop} it at any moment, which is how a thread that is stuck in it gets out.
 */
public final class RedisConnection extends Connection {
    private final HostAndPort address;
    private final JedisClientConfig config;
    private final SocketOnce socket;

    /** Why we have dropped it, where that is worth telling. */
    private volatile @Nullable String dropped;

    /** Makes one socket, remembers it for {@link #drop}, and makes no other. */
    private static final class SocketOnce implements JedisSocketFactory {
        private final JedisSocketFactory sockets;
        private @Nullable Socket made;
        private boolean dropped;

        private SocketOnce(JedisSocketFactory sockets) {
            this.sockets = sockets;
        }

        @Override
        public Socket createSocket() {
            refuse();
            Socket socket = sockets.createSocket();
            synchronized (this) {
                if (!dropped) {
                    made = socket;
                    return socket;
                }
            }
            close(socket);
            throw new JedisConnectionException("The connection was dropped");
        }

        private synchronized void refuse() {
            if (dropped || made != null) {
                throw new JedisConnectionException("The connection has ended");
            }
        }

        private void drop() {
            Socket socket;
            synchronized (this) {
                dropped = true;
                socket = made;
            }
            if (socket != null) {
                close(socket);
            }
        }

        private void timeout(int millis) {
            Socket socket;
            synchronized (this) {
                socket = made;
            }
            try {
                if (socket != null) {
                    socket.setSoTimeout(millis);
                }
            } catch (SocketException ended) {
                throw new JedisConnectionException(ended);
            }
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException ignored) {
                // It is gone one way or the other.
            }
        }
    }

    /** Not connected yet; see {@link #open()}. */
    RedisConnection(HostAndPort address, JedisClientConfig config) {
        this(address, config, new SocketOnce(new DefaultJedisSocketFactory(address, config)));
    }

    private RedisConnection(HostAndPort address, JedisClientConfig config, SocketOnce socket) {
        super(Connection.builder().socketFactory(socket).clientConfig(config));
        this.address = address;
        this.config = config;
        this.socket = socket;
    }

    /**
     * Connects, authenticates and selects the database.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if any of it fails; nothing is left open then
     */
    void open() {
        try {
            initializeFromClientConfig(config);
        } catch (RuntimeException failed) {
            drop();
            throw isTls(config) && isOverdue(failed)
                    ? new JedisConnectionException(Server.reason(failed) + "; does this port speak TLS?")
                    : failed;
        }
    }

    static boolean isTls(JedisClientConfig config) {
        return config.isSsl() || config.getSslOptions() != null;
    }

    /** Whether an answer did not come in time. */
    static boolean isOverdue(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** Whom it is connected to. */
    public HostAndPort address() {
        return address;
    }

    /** Puts a command into the buffer. */
    public void write(CommandArguments command) {
        try {
            sendCommand(command);
        } catch (JedisConnectionException ended) {
            throw explained(ended);
        }
    }

    /** Sends what is in the buffer. */
    @Override
    public void flush() {
        try {
            super.flush();
        } catch (JedisConnectionException ended) {
            throw explained(ended);
        }
    }

    /**
     * Waits for the next reply or push.
     *
     * @return Long, {@code byte[]}, List, or null for nil
     * @throws redis.clients.jedis.exceptions.JedisDataException if it is an error reply; the connection can be used on
     * @throws JedisConnectionException if the connection has ended, or nothing came in time; it is of no use then
     */
    public @Nullable Object read() {
        try {
            return readProtocolWithCheckingBroken();
        } catch (JedisConnectionException ended) {
            throw explained(ended);
        }
    }

    /** "Socket closed" says nothing of who has closed it, and why. */
    private JedisConnectionException explained(JedisConnectionException ended) {
        String why = dropped;
        return why == null ? ended : new JedisConnectionException(why);
    }

    /** How long {@link #read} waits from its next call on; 0 is for ever. */
    public void readTimeout(int millis) {
        socket.timeout(millis);
    }

    /** Sends one command and waits for its reply. */
    public @Nullable Object ask(CommandArguments command) {
        write(command);
        flush();
        return read();
    }

    /** Ends the connection at once, whatever another thread is doing with it. */
    public void drop() {
        socket.drop();
    }

    /**
     * The same, with what is said instead of "Socket closed" to the threads that are in it.
     *
     * @param why without a final period
     */
    public void drop(String why) {
        dropped = why;
        drop();
    }
}
