package ee.channels.redis.connection;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * A thread of a layer: a daemon named {@code channels-redis-…}, whose context class loader is the library's, so that it
 * keeps no application alive.
 *
 * <p>Thread-safe.
 */
public final class LayerThread {
    private static final Logger LOG = System.getLogger(LayerThread.class.getName());

    private final Thread thread;

    private LayerThread(Thread thread) {
        this.thread = thread;
    }

    /**
     * Starts one.
     *
     * @param name what it is for, such as {@code default-writer-0}
     */
    public static LayerThread start(String name, Runnable work) {
        return new LayerThread(begin(name, work));
    }

    private static Thread begin(String name, Runnable work) {
        Thread thread = make(name, work);
        thread.start();
        return thread;
    }

    /** One that is yet to be started, for an executor. */
    static Thread make(String name, Runnable work) {
        // Not an inheriting one: the first to use a layer may be an application with all its thread-locals.
        Thread thread = new Thread(null, work, "channels-redis-" + name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(LayerThread.class.getClassLoader());
        thread.setUncaughtExceptionHandler(
                (dying, failure) -> LOG.log(Level.ERROR, "Thread " + dying.getName() + " has died", failure));
        return thread;
    }

    /**
     * Waits until it has ended, unless it is the calling thread; at most so long, and no longer once the caller is
     * interrupted, whose interrupt stays set.
     */
    public void join(Duration atMost) {
        if (thread.equals(Thread.currentThread())) {
            return;
        }
        try {
            thread.join(atMost.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.log(Level.WARNING, "Thread {0} is still at work", thread.getName());
        }
    }
}
