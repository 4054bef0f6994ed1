package ee.channels.jakarta.inject;

/**
 * Injects what is not a channel layer, and calls the methods that stand at the ends of an instance's life.
 *
 * <p>Implementations are thread-safe.
 */
interface Instances {

    /** Injects an instance and calls its {@code @PostConstruct}, whose exceptions pass as they are. */
    void inject(Object instance);

    /** Calls the {@code @PreDestroy} of an instance that was injected. */
    void destroy(Object instance);
}
