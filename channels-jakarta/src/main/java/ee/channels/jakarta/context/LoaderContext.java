package ee.channels.jakarta.context;

/**
 * The application's class loader as the thread's, which is all that plain servlet containers know of a context: Tomcat
 * and Jetty find {@code java:comp} by it. Costs nothing where the thread has it already.
 *
 * <p>Immutable.
 */
record LoaderContext(ClassLoader loader) implements CallContext {

    @Override
    public void run(Runnable callback) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        if (loader.equals(before)) {
            callback.run();
            return;
        }
        thread.setContextClassLoader(loader);
        try {
            callback.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
