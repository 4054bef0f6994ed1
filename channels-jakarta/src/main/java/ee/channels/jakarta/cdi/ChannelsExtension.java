package ee.channels.jakarta.cdi;

import ee.channels.consumer.ChannelConsumer;
import ee.channels.jakarta.inject.LayerFields;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AnnotatedField;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessInjectionTarget;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.inject.Named;
import java.lang.annotation.Annotation;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Makes channel layers injectable, and lets CDI make consumers: {@code @Inject ChannelLayer} is the layer
 * {@code default} in every bean, {@code @Inject @Named("orders") ChannelLayer} that of the alias {@code orders}. Where
 * the container leaves null in a field with {@code @Resource}, it is filled as well.
 *
 * <p>The container finds it as a service and calls its observers, one after the other, while it starts; nothing else
 * does. Thread-safe.
 */
public final class ChannelsExtension implements Extension {

    /** A consumer that CDI has found by itself. */
    record Known(AnnotatedType<?> type, Bean<?> bean) {}

    /** Alias to the place that asks for it. */
    private final Map<String, String> asked = new ConcurrentSkipListMap<>();

    private final List<LayerFields> resources = new CopyOnWriteArrayList<>();

    private final Map<Class<?>, Known> consumers = new ConcurrentHashMap<>();

    /** Called by the container. */
    public ChannelsExtension() {}

    /** The aliases of all layers that beans ask for, each with one place that does. */
    Map<String, String> asked() {
        return Collections.unmodifiableMap(asked);
    }

    /** The layers that beans ask their container for. */
    List<LayerFields> resources() {
        return Collections.unmodifiableList(resources);
    }

    /** What CDI knows of a class of consumers. */
    Optional<Known> known(Class<?> consumer) {
        return Optional.ofNullable(consumers.get(consumer));
    }

    <C extends ChannelConsumer> void amend(@Observes ProcessAnnotatedType<C> event, BeanManager beans) {
        event.setAnnotatedType(new ConsumerType<>(event.getAnnotatedType(), beans::isInterceptorBinding));
    }

    void remember(@Observes ProcessManagedBean<? extends ChannelConsumer> event) {
        Bean<?> bean = event.getBean();
        consumers.put(bean.getBeanClass(), new Known(event.getAnnotatedBeanClass(), bean));
    }

    <X> void complete(@Observes ProcessInjectionTarget<X> event) {
        LayerFields fields = LayerFields.named(event.getAnnotatedType().getFields().stream()
                .map(AnnotatedField::getJavaMember)
                .toList());
        if (!fields.isEmpty()) {
            resources.add(fields);
            event.setInjectionTarget(new CompletedTarget<>(event.getInjectionTarget(), fields));
        }
    }

    void asks(@Observes ProcessInjectionPoint<?, ChannelLayer> event) {
        InjectionPoint point = event.getInjectionPoint();
        alias(point).ifPresent(alias -> asked.putIfAbsent(alias, where(point)));
    }

    /** The default layer can always be had, since not every asking class has been seen yet: servlets, for instance. */
    void offer(@Observes AfterBeanDiscovery event) {
        Set<String> aliases = new TreeSet<>(asked.keySet());
        aliases.add(ChannelLayers.DEFAULT_ALIAS);
        aliases.forEach(alias -> event.addBean(new LayerBean(alias)));
    }

    /** Empty for one with a qualifier of the application's own, which has a producer of its own. */
    private static Optional<String> alias(InjectionPoint point) {
        String alias = ChannelLayers.DEFAULT_ALIAS;
        for (Annotation qualifier : point.getQualifiers()) {
            if (qualifier instanceof Named named) {
                alias = named.value().isEmpty() ? point.getMember().getName() : named.value();
            } else if (!LayerBean.isImplied(qualifier)) {
                return Optional.empty();
            }
        }
        return Optional.of(alias);
    }

    private static String where(InjectionPoint point) {
        return point.getMember().getDeclaringClass().getName() + "."
                + point.getMember().getName();
    }
}
