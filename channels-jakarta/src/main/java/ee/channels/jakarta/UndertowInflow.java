package ee.channels.jakarta;

import ee.channels.runtime.Inflow;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Undertow's reading from a socket. As WildFly has it, one thread reads frames and hands them to others through a queue
 * without a bound, in which even an empty frame holds a buffer of 16 KiB; so a thread that waits pushes nobody back.
 *
 * <p><b>Two reasons to pause.</b> The mailbox's, and one of its own: after every {@link #READ_AHEAD} events the reading
 * thread pauses until a marker has come through the queue, which so never holds more than these. A frame that has begun
 * is read to its end all the same.
 *
 * <p>Undertow's session tells its channel and the queue, the channel can suspend receiving, and its listener can be
 * wrapped. All these are public; they are called by their names, since the API of Jakarta knows nothing of them. Should
 * one be called otherwise some day, the client cannot be pushed back, and the bounds close its connection.
 *
 * <p>Thread-safe. The lock guards what is wanted together with telling Undertow, which returns at once.
 */
final class UndertowInflow implements Inflow {

    private static final Logger LOG = System.getLogger(UndertowInflow.class.getName());

    /** Frames, or buffers of a large one, between two markers. */
    private static final int READ_AHEAD = 16;

    /** What is called of Undertow's. */
    private record Receiving(Object channel, Method suspend, Method resume, Executor queue) {}

    private final @Nullable Receiving receiving;
    private boolean paused; // guarded by this
    private boolean ahead; // guarded by this
    private int events; // reading thread alone

    private UndertowInflow(@Nullable Receiving receiving) {
        this.receiving = receiving;
    }

    /** The reading of a session, if it is one of Undertow's; call before it has begun. */
    static Optional<Inflow> of(Session session) {
        if (!UndertowTransport.has(session)) {
            return Optional.empty();
        }
        try {
            Object channel = call(session, "getWebSocketChannel");
            Receiving receiving = new Receiving(
                    channel,
                    channel.getClass().getMethod("suspendReceives"),
                    channel.getClass().getMethod("resumeReceives"),
                    (Executor) call(session, "getExecutor"));
            UndertowInflow inflow = new UndertowInflow(receiving);
            inflow.listen(call(channel, "getReceiveSetter"));
            return Optional.of(inflow);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "Undertow cannot be told to pause; clients faster than their consumer are closed with 1008",
                    e);
            return Optional.of(new UndertowInflow(null));
        }
    }

    private static Object call(Object object, String method) throws ReflectiveOperationException {
        return object.getClass().getMethod(method).invoke(object);
    }

    /** Stands between the channel and the listener that it calls for each frame and buffer. */
    private void listen(Object setter) throws ReflectiveOperationException {
        Method get = setter.getClass().getMethod("get");
        Class<?> type = get.getReturnType();
        Object listener = get.invoke(setter);
        Object counting =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = pass(listener, method, arguments);
                    if (method.getDeclaringClass() == type) {
                        received();
                    }
                    return result;
                });
        setter.getClass().getMethod("set", type).invoke(setter, counting);
    }

    private static @Nullable Object pass(Object listener, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(listener, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private void received() {
        Receiving present = receiving;
        if (present == null || ++events % READ_AHEAD != 0) {
            return;
        }
        ahead(true);
        try {
            present.queue().execute(() -> ahead(false));
        } catch (RejectedExecutionException e) {
            ahead(false); // the server ends
        }
    }

    private synchronized void ahead(boolean now) {
        ahead = now;
        tell();
    }

    @Override
    public synchronized void pause() {
        paused = true;
        tell();
    }

    @Override
    public synchronized void resume() {
        paused = false;
        tell();
    }

    /** Undertow takes no notice of being told the same twice. */
    private void tell() {
        Receiving present = receiving;
        if (present == null) {
            return;
        }
        try {
            (paused || ahead ? present.suspend() : present.resume()).invoke(present.channel());
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.DEBUG, "Undertow could not be told to pause or to read on", e);
        }
    }
}
