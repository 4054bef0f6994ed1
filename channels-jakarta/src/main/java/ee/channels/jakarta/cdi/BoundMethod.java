package ee.channels.jakarta.cdi;

import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A method with the interceptor bindings of its class; where it has one of the same type, its own counts, as CDI has
 * it.
 *
 * <p>Immutable.
 */
final class BoundMethod<C> extends Reannotated<AnnotatedMethod<C>> implements AnnotatedMethod<C> {

    BoundMethod(AnnotatedMethod<C> written, Set<Annotation> bindings) {
        super(written, own(written, bindings));
    }

    private static Set<Annotation> own(AnnotatedMethod<?> written, Set<Annotation> bindings) {
        Set<Annotation> all = new HashSet<>(written.getAnnotations());
        bindings.stream()
                .filter(binding -> !written.isAnnotationPresent(binding.annotationType()))
                .forEach(all::add);
        return all;
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
}
