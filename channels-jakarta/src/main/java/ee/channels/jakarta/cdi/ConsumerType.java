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
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
final class ConsumerType<C> extends Reannotated<AnnotatedType<C>> implements AnnotatedType<C> {

    private static final String LIBRARY = ChannelConsumer.class.getPackageName();

    private final Set<AnnotatedMethod<? super C>> methods;
    private final Set<AnnotatedField<? super C>> fields;

    /**
     * A view of a class.
     *
     * @param isBinding tells which annotations bind interceptors
     */
    ConsumerType(AnnotatedType<C> written, Predicate<Class<? extends Annotation>> isBinding) {
        super(written, annotations(written, annotation -> !isBinding.test(annotation)));
        Set<Annotation> bindings = annotations(written, isBinding);
        this.methods = written.getMethods().stream()
                .<AnnotatedMethod<? super C>>map(method -> bound(method, bindings))
                .collect(Collectors.toUnmodifiableSet());
        this.fields = written.getFields().stream()
                .filter(field -> !LayerFields.isOne(field.getJavaMember()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Annotation> annotations(AnnotatedType<?> of, Predicate<Class<? extends Annotation>> which) {
        return of.getAnnotations().stream()
                .filter(annotation -> which.test(annotation.annotationType()))
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
}
