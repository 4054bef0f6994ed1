package ee.channels.jakarta.cdi;

import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A method with the interceptor bindings of its class; where it has one of the same type, its own counts, as CDI has
 * it.
 *
 * <p>Immutable.
 */
final class BoundMethod<C> implements AnnotatedMethod<C> {

    private final AnnotatedMethod<C> written;
    private final Set<Annotation> annotations;

    BoundMethod(AnnotatedMethod<C> written, Set<Annotation> bindings) {
        Set<Annotation> all = new HashSet<>(written.getAnnotations());
        bindings.stream()
                .filter(binding -> !written.isAnnotationPresent(binding.annotationType()))
                .forEach(all::add);
        this.written = written;
        this.annotations = Set.copyOf(all);
    }

    @Override
    public Method getJavaMember() {
        return written.getJavaMember();
    }

    @Override
    public List<AnnotatedParameter<C>> getParameters() {
        return written.getParameters();
    }

    @Override
    public boolean isStatic() {
        return written.isStatic();
    }

    @Override
    public AnnotatedType<C> getDeclaringType() {
        return written.getDeclaringType();
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
