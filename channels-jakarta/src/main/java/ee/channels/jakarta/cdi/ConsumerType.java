package ee.channels.jakarta.cdi;

import ee.channels.consumer.ChannelConsumer;
import ee.channels.jakarta.inject.LayerFields;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.spi.AnnotatedConstructor;
import jakarta.enterprise.inject.spi.AnnotatedField;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A class of consumers as CDI is to see it.
 *
 * <p><b>Interceptors.</b> A binding on a class means all its methods, and CDI refuses that if one of them is final, as
 * {@code send} and {@code accept} are. So a binding of the class is shown at each method that the application has
 * written itself, and no longer at the class.
 *
 * <p><b>Layers.</b> Fields for channel layers are left out: they are filled by us, whatever JNDI or other beans know.
 *
 * <p>Immutable.
 */
final class ConsumerType<C> implements AnnotatedType<C> {

    private static final String LIBRARY = ChannelConsumer.class.getPackageName();

    private final AnnotatedType<C> written;
    private final Set<Annotation> annotations;
    private final Set<AnnotatedMethod<? super C>> methods;
    private final Set<AnnotatedField<? super C>> fields;

    /**
     * A view of a class.
     *
     * @param isBinding tells which annotations bind interceptors
     */
    ConsumerType(AnnotatedType<C> written, Predicate<Class<? extends Annotation>> isBinding) {
        Predicate<Annotation> binds = annotation -> isBinding.test(annotation.annotationType());
        Set<Annotation> bindings =
                written.getAnnotations().stream().filter(binds).collect(Collectors.toUnmodifiableSet());
        this.written = written;
        this.annotations =
                written.getAnnotations().stream().filter(binds.negate()).collect(Collectors.toUnmodifiableSet());
        this.methods = written.getMethods().stream()
                .<AnnotatedMethod<? super C>>map(method -> bound(method, bindings))
                .collect(Collectors.toUnmodifiableSet());
        this.fields = written.getFields().stream()
                .filter(field -> !LayerFields.isOne(field.getJavaMember()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static <O> AnnotatedMethod<O> bound(AnnotatedMethod<O> method, Set<Annotation> bindings) {
        return isIntercepted(method) ? new BoundMethod<>(method, bindings) : method;
    }

    private static boolean isIntercepted(AnnotatedMethod<?> method) {
        int modifiers = method.getJavaMember().getModifiers();
        boolean overridable =
                !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers) && !Modifier.isFinal(modifiers);
        boolean ofLife =
                method.isAnnotationPresent(PostConstruct.class) || method.isAnnotationPresent(PreDestroy.class);
        String owner = method.getJavaMember().getDeclaringClass().getPackageName();
        return overridable && !ofLife && !owner.equals(LIBRARY) && !owner.startsWith("java.");
    }

    @Override
    public Class<C> getJavaClass() {
        return written.getJavaClass();
    }

    @Override
    public Set<AnnotatedConstructor<C>> getConstructors() {
        return written.getConstructors();
    }

    @Override
    public Set<AnnotatedMethod<? super C>> getMethods() {
        return methods;
    }

    @Override
    public Set<AnnotatedField<? super C>> getFields() {
        return fields;
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
