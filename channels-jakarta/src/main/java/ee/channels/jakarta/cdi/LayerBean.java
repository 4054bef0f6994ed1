package ee.channels.jakarta.cdi;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.PassivationCapable;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One alias as a bean. It has that name and, unlike a bean that CDI would make of a class, is the one meant without a
 * name only if it is {@code default}.
 *
 * <p>Immutable.
 */
record LayerBean(String alias) implements Bean<ChannelLayer>, PassivationCapable {

    /** Whether a qualifier says nothing: a point without any has it as well. */
    static boolean isImplied(Annotation qualifier) {
        return qualifier instanceof Any || qualifier instanceof Default;
    }

    @Override
    public ChannelLayer create(CreationalContext<ChannelLayer> context) {
        return new InjectedLayer(alias);
    }

    @Override
    public void destroy(ChannelLayer layer, CreationalContext<ChannelLayer> context) {
        context.release();
    }

    @Override
    public Set<Type> getTypes() {
        return Set.of(ChannelLayer.class, Object.class);
    }

    @Override
    public Set<Annotation> getQualifiers() {
        Set<Annotation> qualifiers = new HashSet<>(Set.of(Any.Literal.INSTANCE, NamedLiteral.of(alias)));
        if (alias.equals(ChannelLayers.DEFAULT_ALIAS)) {
            qualifiers.add(Default.Literal.INSTANCE);
        }
        return qualifiers;
    }

    @Override
    public Class<? extends Annotation> getScope() {
        return Dependent.class;
    }

    /** None: a name for expression languages would be taken from the application's own beans. */
    @Override
    @SuppressWarnings("NullAway") // so says Bean of a bean without a name
    public String getName() {
        return null;
    }

    @Override
    public Set<Class<? extends Annotation>> getStereotypes() {
        return Set.of();
    }

    @Override
    public Class<?> getBeanClass() {
        return InjectedLayer.class;
    }

    @Override
    public boolean isAlternative() {
        return false;
    }

    @Override
    public Set<InjectionPoint> getInjectionPoints() {
        return Set.of();
    }

    @Override
    public String getId() {
        return LayerBean.class.getName() + " " + alias;
    }

    /** By hand: Java 17 never lets go of the record that was compared last, nor of the application that it is of. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LayerBean that && alias.equals(that.alias);
    }

    @Override
    public int hashCode() {
        return alias.hashCode();
    }
}
