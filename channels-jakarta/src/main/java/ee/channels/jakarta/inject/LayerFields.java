package ee.channels.jakarta.inject;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import ee.channels.jakarta.naming.JndiLayers;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a class that ask for a channel layer.
 *
 * <p>An annotation whose own class is not there at run time is invisible to reflection: {@code @Inject} works on a
 * plain Tomcat if the application brings {@code jakarta.inject-api} along.
 *
 * <p>Immutable.
 */
public final class LayerFields {

    private static final String RESOURCE = "jakarta.annotation.Resource";

    /**
     * One of them.
     *
     * @param alias of the layer
     * @param jndiName under which a container would look for it, below {@code java:comp/env}; none for {@code @Inject}
     */
    private record LayerField(Field field, String alias, Optional<String> jndiName) {
        String where() {
            return field.getDeclaringClass().getName() + "." + field.getName();
        }

        @Nullable
        Object get(Object instance) {
            try {
                return field.get(instance);
            } catch (IllegalAccessException e) {
                throw new ChannelsException(where() + " cannot be read", e);
            }
        }

        void set(Object instance, ChannelLayer layer) {
            try {
                field.set(instance, layer);
            } catch (IllegalAccessException e) {
                throw new ChannelsException(where() + " cannot be injected", e);
            }
        }
    }

    private final List<LayerField> fields;

    private LayerFields(List<LayerField> fields) {
        this.fields = fields;
    }

    /**
     * Reads a class and its superclasses.
     *
     * @throws ConfigurationException naming a field that nothing can be injected into
     */
    public static LayerFields of(Class<?> type) {
        List<LayerField> found = new ArrayList<>();
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                if (field.getType() == ChannelLayer.class) {
                    read(field).ifPresent(found::add);
                }
            }
        }
        return new LayerFields(List.copyOf(found));
    }

    /** Those of a bean that its container is to fill: with {@code @Resource}, which says no more than a name. */
    public static LayerFields named(Collection<Field> fields) {
        return new LayerFields(fields.stream()
                .filter(field -> field.getType() == ChannelLayer.class)
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !Modifier.isFinal(field.getModifiers()))
                .flatMap(LayerFields::named)
                .toList());
    }

    private static Stream<LayerField> named(Field field) {
        return Arrays.stream(field.getAnnotations())
                .filter(annotation -> annotation.annotationType().getName().equals(RESOURCE))
                .filter(resource -> text(resource, "lookup").isEmpty()
                        && text(resource, "mappedName").isEmpty())
                .map(resource -> {
                    field.setAccessible(true);
                    return resource(field, resource);
                });
    }

    /** Whether a field is one of those. */
    public static boolean isOne(Field field) {
        return field.getType() == ChannelLayer.class
                && Arrays.stream(field.getAnnotations())
                        .map(annotation -> annotation.annotationType().getName())
                        .anyMatch(Set.of(RESOURCE, "jakarta.inject.Inject")::contains);
    }

    private static Optional<LayerField> read(Field field) {
        Optional<LayerField> found = Optional.empty();
        String named = ChannelLayers.DEFAULT_ALIAS;
        boolean inject = false;
        for (Annotation annotation : field.getAnnotations()) {
            // by name: the application may bring these classes along while this library lies in the server's lib
            switch (annotation.annotationType().getName()) {
                case RESOURCE -> found = Optional.of(resource(field, annotation));
                case "jakarta.inject.Inject" -> inject = true;
                case "jakarta.inject.Named" -> named = text(annotation, "value");
                default -> {}
            }
        }
        if (found.isEmpty() && inject) {
            found = Optional.of(new LayerField(field, named.isEmpty() ? field.getName() : named, Optional.empty()));
        }
        found.ifPresent(LayerFields::requireInjectable);
        return found;
    }

    private static LayerField resource(Field field, Annotation resource) {
        String given = text(resource, "name");
        String name = given.isEmpty() ? field.getDeclaringClass().getName() + "/" + field.getName() : given;
        String lookup = text(resource, "lookup");
        String path = lookup.isEmpty() ? name : lookup;
        return new LayerField(field, path.substring(path.lastIndexOf('/') + 1), Optional.of(name));
    }

    private static String text(Annotation annotation, String element) {
        try {
            return String.valueOf(annotation.annotationType().getMethod(element).invoke(annotation));
        } catch (ReflectiveOperationException e) {
            throw new ChannelsException(annotation + " cannot be read", e);
        }
    }

    private static void requireInjectable(LayerField found) {
        int modifiers = found.field().getModifiers();
        if (Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers)) {
            throw ConfigurationException.of(
                    found.where(), "cannot be injected; leave out static and final, each consumer has its own");
        }
        found.field().setAccessible(true);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /**
     * Checks that every layer is there.
     *
     * @throws ConfigurationException naming the class and the field
     */
    public void check(Set<String> aliases) {
        fields.forEach(field -> check(field, aliases));
    }

    /**
     * Checks that every layer is there which no container knows, in those classes that an application brings itself.
     *
     * @throws ConfigurationException naming the class and the field
     */
    public void checkUndeclared(Set<String> aliases, ClassLoader application) {
        fields.stream()
                .filter(field ->
                        application.equals(field.field().getDeclaringClass().getClassLoader()))
                .filter(field -> field.jndiName().filter(JndiLayers::has).isEmpty())
                .forEach(field -> check(field, aliases));
    }

    private static void check(LayerField field, Set<String> aliases) {
        if (!aliases.contains(field.alias())) {
            throw ConfigurationException.of(
                    field.where(),
                    "asks for the channel layer \"" + field.alias() + "\", which is not configured; there is "
                            + String.join(", ", aliases) + ". Name one of them, as in @Resource(name ="
                            + " \"channels/default\"), or configure channels.layer." + field.alias() + ".url");
        }
    }

    /** Whether a container would find all of them that it is to inject by itself. */
    boolean areDeclared() {
        return fields.stream().flatMap(field -> field.jndiName().stream()).allMatch(JndiLayers::has);
    }

    /** Gives an instance its layers. */
    public void fill(Object instance, ChannelLayers layers) {
        fields.forEach(field -> field.set(instance, layers.layer(field.alias())));
    }

    /** Gives an instance those of its layers that it has not been given. */
    public void complete(Object instance, Function<String, ChannelLayer> layers) {
        for (LayerField field : fields) {
            if (field.get(instance) == null) {
                field.set(instance, layers.apply(field.alias()));
            }
        }
    }
}
