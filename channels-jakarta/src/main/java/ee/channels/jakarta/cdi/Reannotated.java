package ee.channels.jakarta.cdi;

import jakarta.enterprise.inject.spi.Annotated;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of a class as it is written, with other annotations.
 *
 * <p>Immutable.
 */
abstract class Reannotated<W extends Annotated> implements Annotated {

    final W written;
    private final Set<Annotation> annotations;

    Reannotated(W written, Set<Annotation> annotations) {
        this.written = written;
        this.annotations = Set.copyOf(annotations);
    }

    @Override
    public Type getBaseType() {
        return written.getBaseType();
    }

    @Override
    public Set<Type> getTypeClosure() {
        return written.getTypeClosure();
    }

    @Override
    public <A extends Annotation> @Nullable A getAnnotation(Class<A> type) {
        return annotations.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    @Override
    public <A extends Annotation> Set<A> getAnnotations(Class<A> type) {
        return annotations.stream().filter(type::isInstance).map(type::cast).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<Annotation> getAnnotations() {
        return annotations;
    }

    @Override
    public boolean isAnnotationPresent(Class<? extends Annotation> type) {
        return annotations.stream().anyMatch(type::isInstance);
    }
}
