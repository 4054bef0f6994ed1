package ee.channels.jakarta.inject;

import ee.channels.consumer.ChannelConsumer;
import ee.channels.consumer.ConsumerFactory;
import ee.channels.consumer.PlainConsumerFactory;
import ee.channels.layer.ChannelLayers;
import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes consumers by their constructor without parameters, of any visibility, and has the container inject them where
 * it can: on Tomcat through its instance manager.
 *
 * <p>Fields of type {@link ee.channels.layer.ChannelLayer} are filled in every case, in superclasses too, without CDI
 * and without a declaration in JNDI: {@code @Resource} takes the alias from the last part of its {@code lookup},
 * {@code name} or, failing both, the field's name; {@code @Inject} from a {@code @Named} beside it, or is
 * {@code default}.
 *
 * <p>The container's instance manager injects everything else and calls {@code @PostConstruct} and {@code @PreDestroy}.
 * Where there is none, or where it would refuse the class because a layer that it is to inject is declared to us alone,
 * other {@code @Resource} fields are looked up in JNDI and these methods are called here.
 *
 * <p>Channels counterpart: {@code as_asgi()}, which calls the class.
 *
 * <p>Thread-safe.
 */
public final class ContainerConsumerFactory implements ConsumerFactory {

    private final PlainConsumerFactory plain = new PlainConsumerFactory();
    private final ChannelLayers layers;
    private final Optional<TomcatInstances> tomcat;
    private final Map<Class<?>, Recipe> recipes = new ConcurrentHashMap<>();

    /** How the instances of a class are furnished. */
    private record Recipe(LayerFields fields, Instances instances) {}

    /**
     * A factory for one application.
     *
     * @param context tells what the container offers
     * @param layers of the application, with everything that is declared opened already
     */
    public ContainerConsumerFactory(ServletContext context, ChannelLayers layers) {
        this.layers = layers;
        this.tomcat = TomcatInstances.of(context);
    }

    /**
     * Checks that instances of a class can be made, without making one.
     *
     * @throws ee.channels.ConfigurationException naming the class, or the field of it, and what is wrong: no
     *     constructor without parameters, a layer of no such alias, an injected field that is static or final
     */
    @Override
    public void check(Class<? extends ChannelConsumer> type) {
        plain.check(type);
        recipe(type);
    }

    /**
     * Makes an instance and furnishes it. An exception of its constructor or its {@code @PostConstruct} passes as it
     * is.
     *
     * @throws ee.channels.ChannelsException if the container refuses to inject it
     */
    @Override
    public <C extends ChannelConsumer> Instance<C> create(Class<C> type) {
        Recipe recipe = recipe(type);
        C consumer = plain.create(type).consumer();
        recipe.fields().fill(consumer, layers);
        recipe.instances().inject(consumer);
        return new Instance<>(consumer, () -> recipe.instances().destroy(consumer));
    }

    private Recipe recipe(Class<?> type) {
        Recipe known = recipes.get(type);
        return known != null ? known : recipes.computeIfAbsent(type, this::read);
    }

    private Recipe read(Class<?> type) {
        LayerFields fields = LayerFields.of(type);
        fields.check(layers.aliases());
        Instances instances = tomcat.isPresent() && fields.areDeclared() ? tomcat.get() : OwnInstances.of(type);
        return new Recipe(fields, instances);
    }
}
