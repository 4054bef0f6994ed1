package ee.channels.jakarta.cdi;

import ee.channels.ConfigurationException;
import ee.channels.consumer.ChannelConsumer;
import ee.channels.consumer.ConsumerFactory;
import ee.channels.jakarta.inject.LayerFields;
import ee.channels.layer.ChannelLayers;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionTarget;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes consumers as CDI makes dependent objects, whether it has found their class or not: constructor, {@code @Inject}
 * of anything, interceptors, {@code @PostConstruct}; {@code @PreDestroy} and the end of what belongs to them follow the
 * end of the connection. An intercepted consumer is an instance of a subclass that the container has written.
 *
 * <p>Thread-safe.
 */
final class CdiConsumerFactory implements ConsumerFactory {

    /** By name: servers without EJBs do not have their annotations. */
    private static final Set<String> EJBS = Set.of(
            "jakarta.ejb.MessageDriven", "jakarta.ejb.Singleton", "jakarta.ejb.Stateful", "jakarta.ejb.Stateless");

    private final BeanManager beans;
    private final ChannelsExtension extension;
    private final ChannelLayers layers;
    private final Map<Class<?>, Recipe<?>> recipes = new ConcurrentHashMap<>();

    /** How instances of a class are made. */
    private record Recipe<C>(LayerFields fields, InjectionTarget<C> target) {}

    CdiConsumerFactory(BeanManager beans, ChannelsExtension extension, ChannelLayers layers) {
        this.beans = beans;
        this.extension = extension;
        this.layers = layers;
    }

    @Override
    public void check(Class<? extends ChannelConsumer> type) {
        recipe(type);
    }

    @Override
    public <C extends ChannelConsumer> Instance<C> create(Class<C> type) {
        Recipe<C> recipe = recipe(type);
        InjectionTarget<C> target = recipe.target();
        CreationalContext<C> context = beans.createCreationalContext(null);
        try {
            C consumer = target.produce(context);
            recipe.fields().fill(consumer, layers);
            target.inject(consumer, context);
            target.postConstruct(consumer);
            return new Instance<>(consumer, () -> release(target, consumer, context));
        } catch (RuntimeException e) {
            context.release();
            throw e;
        }
    }

    private static <C> void release(InjectionTarget<C> target, C consumer, CreationalContext<C> context) {
        try {
            target.preDestroy(consumer);
            target.dispose(consumer);
        } finally {
            context.release();
        }
    }

    @SuppressWarnings("unchecked") // filled by read alone
    private <C extends ChannelConsumer> Recipe<C> recipe(Class<C> type) {
        Recipe<?> known = recipes.get(type);
        return (Recipe<C>) (known != null ? known : recipes.computeIfAbsent(type, any -> read(type)));
    }

    private <C extends ChannelConsumer> Recipe<C> read(Class<C> type) {
        refuseIfShared(type);
        LayerFields fields = LayerFields.of(type);
        fields.check(layers.aliases());
        try {
            return new Recipe<>(
                    fields, beans.getInjectionTargetFactory(annotated(type)).createInjectionTarget(null));
        } catch (RuntimeException e) {
            ConfigurationException refusal =
                    ConfigurationException.of(type.getName(), "cannot be made by CDI: " + e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }

    @SuppressWarnings("unchecked") // the known types are kept by their classes
    private <C> AnnotatedType<C> annotated(Class<C> type) {
        return extension
                .known(type)
                .map(known -> (AnnotatedType<C>) known.type())
                .orElseGet(() -> new ConsumerType<>(beans.createAnnotatedType(type), beans::isInterceptorBinding));
    }

    private void refuseIfShared(Class<?> type) {
        scope(type).filter(scope -> scope != Dependent.class).ifPresent(scope -> {
            throw ConfigurationException.of(
                    type.getName(),
                    "has the scope @" + scope.getSimpleName()
                            + "; a consumer serves one connection and is never shared,"
                            + " so leave the scope out, or make it @Dependent and keep what is shared in a bean that"
                            + " it injects");
        });
        for (Annotation annotation : type.getAnnotations()) {
            String name = annotation.annotationType().getName();
            if (EJBS.contains(name)) {
                throw ConfigurationException.of(
                        type.getName(),
                        "is an EJB, @" + annotation.annotationType().getSimpleName()
                                + "; a consumer serves one connection, so inject the EJB into it instead");
            }
        }
    }

    private Optional<Class<? extends Annotation>> scope(Class<?> type) {
        Optional<Class<? extends Annotation>> found =
                extension.known(type).map(known -> known.bean().getScope());
        return found.or(() -> Arrays.stream(type.getAnnotations())
                .<Class<? extends Annotation>>map(Annotation::annotationType)
                .filter(beans::isScope)
                .findFirst());
    }
}
