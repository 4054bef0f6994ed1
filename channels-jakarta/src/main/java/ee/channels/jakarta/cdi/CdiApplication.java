package ee.channels.jakarta.cdi;

import ee.channels.ConfigurationException;
import ee.channels.application.Middleware;
import ee.channels.consumer.ConsumerFactory;
import ee.channels.layer.ChannelLayers;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * A web application that has CDI beans, and what the library does with them.
 *
 * <p>Thread-safe.
 */
public final class CdiApplication {

    private final BeanManager beans;
    private final ChannelsExtension extension;

    CdiApplication(BeanManager beans) {
        this.beans = beans;
        this.extension = beans.getExtension(ChannelsExtension.class);
    }

    /** The application's bean manager, by the ways that servers and CDI implementations have, if one leads to it. */
    static Optional<CdiApplication> of(ServletContext context) {
        Stream<Supplier<@Nullable Object>> ways = Stream.of(
                CdiApplication::lookUp,
                () -> context.getAttribute(BeanManager.class.getName()),
                () -> CDI.current().getBeanManager());
        return ways.flatMap(way -> of(way).stream()).findFirst();
    }

    private static Optional<CdiApplication> of(Supplier<@Nullable Object> way) {
        try {
            return way.get() instanceof BeanManager found ? Optional.of(new CdiApplication(found)) : Optional.empty();
        } catch (RuntimeException e) {
            // No container, one that has not started, or one that is not this application's: it lacks our extension.
            return Optional.empty();
        }
    }

    private static @Nullable Object lookUp() {
        try {
            return new InitialContext().lookup("java:comp/BeanManager");
        } catch (NamingException e) {
            return null;
        }
    }

    /** Whether any bean asks for a channel layer. */
    public boolean asksForLayers() {
        return !extension.asked().isEmpty() || !extension.resources().isEmpty();
    }

    /**
     * Checks that every layer that is asked for is there.
     *
     * @throws ConfigurationException naming where it is asked for, and the alias
     */
    public void check(ChannelLayers layers) {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        extension.resources().forEach(fields -> fields.checkUndeclared(layers.aliases(), application));
        extension.asked().forEach((alias, where) -> {
            if (!layers.aliases().contains(alias)) {
                throw ConfigurationException.of(
                        where,
                        "asks for the channel layer \"" + alias + "\", which is not configured; there is "
                                + String.join(", ", layers.aliases())
                                + ". Name one of them, as in @Inject @Named(\"default\"), or configure channels.layer."
                                + alias + ".url");
            }
        });
    }

    /** Makes consumers as CDI does its dependent objects. */
    public ConsumerFactory consumers(ChannelLayers layers) {
        return new CdiConsumerFactory(beans, extension, layers);
    }

    /** Gives every callback a request scope, and fires {@link ConnectionOpened} and {@link ConnectionClosed}. */
    public Middleware middleware() {
        return new BeanContext(beans);
    }
}
