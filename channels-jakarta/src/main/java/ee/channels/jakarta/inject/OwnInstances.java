package ee.channels.jakarta.inject;

import ee.channels.ConfigurationException;
import ee.channels.layer.ChannelLayer;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * What an instance manager does for a class, done here: {@code @Resource} fields come from JNDI, {@code @PostConstruct}
 * and {@code @PreDestroy} are called, those of superclasses first.
 *
 * <p>Immutable.
 */
final class OwnInstances implements Instances {

    private record Wanted(Field field, String jndiName) {}

    private final List<Wanted> resources;
    private final List<Method> postConstruct;
    private final List<Method> preDestroy;

    private OwnInstances(List<Wanted> resources, List<Method> postConstruct, List<Method> preDestroy) {
        this.resources = resources;
        this.postConstruct = postConstruct;
        this.preDestroy = preDestroy;
    }

    /**
     * Reads a class and its superclasses.
     *
     * @throws ConfigurationException naming a field whose resource is not declared
     */
    static OwnInstances of(Class<?> type) {
        return new OwnInstances(resources(type), methods(type, PostConstruct.class), methods(type, PreDestroy.class));
    }

    @Override
    public void inject(Object instance) {
        for (Wanted wanted : resources) {
            try {
                wanted.field().set(instance, new InitialContext().lookup(wanted.jndiName()));
            } catch (NamingException | IllegalAccessException e) {
                throw Thrown.unchecked(e, wanted.field() + " cannot be injected");
            }
        }
        postConstruct.forEach(method -> call(method, instance));
    }

    @Override
    public void destroy(Object instance) {
        preDestroy.forEach(method -> call(method, instance));
    }

    private static List<Wanted> resources(Class<?> type) {
        List<Wanted> found = new ArrayList<>();
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                Resource resource = field.getAnnotation(Resource.class);
                if (resource != null && field.getType() != ChannelLayer.class) {
                    found.add(wanted(field, resource));
                }
            }
        }
        return List.copyOf(found);
    }

    private static Wanted wanted(Field field, Resource resource) {
        String owner = field.getDeclaringClass().getName();
        String name = resource.name().isEmpty() ? owner + "/" + field.getName() : resource.name();
        Wanted wanted = new Wanted(field, resource.lookup().isEmpty() ? "java:comp/env/" + name : resource.lookup());
        try {
            Object found = new InitialContext().lookup(wanted.jndiName());
            if (!field.getType().isPrimitive() && !field.getType().isInstance(found)) {
                throw ConfigurationException.of(
                        owner + "." + field.getName(),
                        "asks for " + wanted.jndiName() + ", which is no "
                                + field.getType().getName());
            }
        } catch (NamingException e) {
            ConfigurationException refusal = ConfigurationException.of(
                    owner + "." + field.getName(), "asks for " + wanted.jndiName() + ", which is not declared");
            refusal.initCause(e);
            throw refusal;
        }
        field.setAccessible(true);
        return wanted;
    }

    /** Methods without parameters that carry an annotation and are not overridden, from the topmost class down. */
    private static List<Method> methods(Class<?> type, Class<? extends Annotation> annotation) {
        List<Method> found = new ArrayList<>();
        Set<String> overridden = new HashSet<>();
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            Set<String> declared = new HashSet<>();
            for (Method method : owner.getDeclaredMethods()) {
                if (method.getParameterCount() > 0 || Modifier.isStatic(method.getModifiers())) {
                    continue;
                }
                if (method.isAnnotationPresent(annotation) && !overridden.contains(method.getName())) {
                    method.setAccessible(true);
                    found.add(method);
                }
                if (!Modifier.isPrivate(method.getModifiers())) {
                    declared.add(method.getName());
                }
            }
            overridden.addAll(declared);
        }
        Collections.reverse(found);
        return List.copyOf(found);
    }

    private static void call(Method method, Object instance) {
        try {
            method.invoke(instance);
        } catch (ReflectiveOperationException e) {
            throw Thrown.unchecked(e, method + " failed");
        }
    }
}
