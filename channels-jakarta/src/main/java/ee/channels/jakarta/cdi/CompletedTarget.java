package ee.channels.jakarta.cdi;

import ee.channels.jakarta.inject.LayerFields;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.InjectionTarget;
import java.util.Set;

/**
 * A target whose fields for channel layers are filled last of all, and only where they are null: WildFly injects
 * nothing under a {@code @Resource} whose name is not declared, and says nothing. Other containers refuse such an
 * application, so that nothing is left to fill there.
 *
 * <p>Thread-safe.
 */
record CompletedTarget<X>(InjectionTarget<X> target, LayerFields fields) implements InjectionTarget<X> {

    @Override
    public void inject(X instance, CreationalContext<X> context) {
        target.inject(instance, context);
        fields.complete(instance, InjectedLayer::new);
    }

    @Override
    public void postConstruct(X instance) {
        target.postConstruct(instance);
    }

    @Override
    public void preDestroy(X instance) {
        target.preDestroy(instance);
    }

    @Override
    public X produce(CreationalContext<X> context) {
        return target.produce(context);
    }

    @Override
    public void dispose(X instance) {
        target.dispose(instance);
    }

    @Override
    public Set<InjectionPoint> getInjectionPoints() {
        return target.getInjectionPoints();
    }
}
