package ee.channels.consumer;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * Makes consumers by their constructor without parameters, of any visibility, and injects nothing: for tests, and where
 * there is no container.
 *
 * <p>Thread-safe.
 */
public final class PlainConsumerFactory implements ConsumerFactory {

    /** A factory; all are alike. */
    public PlainConsumerFactory() {}

    @Override
    public void check(Class<? extends ChannelConsumer> type) {
        constructor(type);
    }

    @Override
    public <C extends ChannelConsumer> Instance<C> create(Class<C> type) {
        return new Instance<>(construct(constructor(type)), () -> {});
    }

    @SuppressWarnings("unchecked") // the constructors of a Class<C> make Cs
    private static <C> Constructor<C> constructor(Class<C> type) {
        Constructor<C> constructor = (Constructor<C>) Arrays.stream(type.getDeclaredConstructors())
                .filter(candidate -> candidate.getParameterCount() == 0)
                .findFirst()
                .orElseThrow(() -> ConfigurationException.of(type.getName(), missing(type)));
        if (!constructor.trySetAccessible()) {
            throw ConfigurationException.of(
                    type.getName(), "cannot be made; open its package to the module of channels-core");
        }
        return constructor;
    }

    private static String missing(Class<?> type) {
        boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
        return inner
                ? "is an inner class, which cannot be made on its own; declare it static"
                : "has no constructor without parameters; add one, or let a container inject it";
    }

    private static <C> C construct(Constructor<C> constructor) {
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw Unchecked.of(e.getCause(), constructor);
        } catch (InstantiationException | IllegalAccessException e) {
            throw new ChannelsException(constructor + " cannot be called", e);
        }
    }
}
