package ee.channels.consumer;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.scope.Scope;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/**
 * A consumer class as an application: each connection gets an instance of its own.
 *
 * <p>Everything that can be wrong with the class is refused here, while the application is deployed. A connection's
 * options are those of its link with {@link WebSocketOptions @WebSocketOptions} laid over them; its consumer is made as
 * the handshake begins, joins its {@link Groups @Groups} before {@code connect}, and is released after
 * {@code disconnect}.
 *
 * <p>Channels counterpart: what {@code Consumer.as_asgi()} returns.
 *
 * <p>Thread-safe.
 *
 * @param <C> the consumer class
 */
public final class ConsumerApplication<C extends WebSocketConsumer> implements Application {

    private final Class<C> type;
    private final ConsumerFactory factory;
    private final ConsumerModel model;
    private final MessageDispatch dispatch;

    private ConsumerApplication(Class<C> type, ConsumerFactory factory) {
        this.type = type;
        this.factory = factory;
        this.model = ConsumerModel.of(type);
        this.dispatch = new MessageDispatch(type, model.handlers());
        factory.check(type);
    }

    /**
     * Reads and checks a class.
     *
     * @throws ConfigurationException naming the class, and the method if it is one, and what is wrong with it:
     *     abstract, not to be made by the factory, a bad {@link Handles @Handles} method, group name or option, or a
     *     {@link JsonWebSocketConsumer} that does not say what it binds to
     */
    public static <C extends WebSocketConsumer> ConsumerApplication<C> of(Class<C> type, ConsumerFactory factory) {
        return new ConsumerApplication<>(consumerClass(type), factory);
    }

    /**
     * A class that was found by its annotations, as a class of consumers.
     *
     * @throws ConfigurationException if it is none
     */
    @SuppressWarnings("unchecked") // asked in the first line
    public static <C extends WebSocketConsumer> Class<C> consumerClass(Class<?> found) {
        if (!WebSocketConsumer.class.isAssignableFrom(found)) {
            throw ConfigurationException.of(
                    found.getName(),
                    "is no consumer" + handlers(found) + "; extend WebSocketConsumer or JsonWebSocketConsumer");
        }
        return (Class<C>) found;
    }

    private static String handlers(Class<?> noConsumer) {
        List<String> annotated = Arrays.stream(noConsumer.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Handles.class))
                .map(Method::getName)
                .toList();
        return annotated.isEmpty() ? "" : ", and so its methods " + annotated + " handle nothing";
    }

    @Override
    public Handler open(Scope scope, Link link) {
        if (model.options().isPresent()) {
            link.configure(options(link.options()));
        }
        return new ConsumerHandler<>(this, scope, link);
    }

    /** The class whose instances serve the connections. */
    public Class<C> type() {
        return type;
    }

    /** The options of a connection: those that it comes with, as far as the class does not change them. */
    public ConnectionOptions options(ConnectionOptions inherited) {
        return model.apply(inherited);
    }

    /** Messages from the channel layer that were dropped so far because the class handles no such type. */
    public long unhandledMessages() {
        return dispatch.unhandled();
    }

    /** Messages from the channel layer that were dropped so far because they did not fit their handler's parameter. */
    public long unboundMessages() {
        return dispatch.unbound();
    }

    ConsumerFactory.Instance<C> newInstance() {
        return factory.create(type);
    }

    ConsumerModel model() {
        return model;
    }

    MessageDispatch dispatch() {
        return dispatch;
    }
}
