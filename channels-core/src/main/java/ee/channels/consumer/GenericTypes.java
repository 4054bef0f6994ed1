package ee.channels.consumer;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the type variables of a class's supertypes stand for, seen from the class itself: for {@code class Chat extends
 * Base<Line>} and {@code class Base<X> extends JsonWebSocketConsumer<List<X>>}, T is {@code List<Line>}.
 */
final class GenericTypes {

    private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();
    private final Set<Class<?>> lineage = new LinkedHashSet<>();

    private GenericTypes() {}

    static GenericTypes of(Class<?> type) {
        GenericTypes types = new GenericTypes();
        for (Class<?> next = type; next != null; next = next.getSuperclass()) {
            types.lineage.add(next);
            types.bind(next.getGenericSuperclass());
        }
        for (Class<?> next : Set.copyOf(types.lineage)) {
            types.addInterfaces(next);
        }
        return types;
    }

    /** The class, its superclasses upwards, then all interfaces; every one before those that it extends. */
    Set<Class<?>> lineage() {
        return lineage;
    }

    /** A type with every variable replaced by what it stands for; empty if one stands for nothing. */
    Optional<Type> resolve(Type type) {
        return Optional.ofNullable(resolved(type));
    }

    /** The class behind a type, as far as it is known: that of a variable which stands for nothing is its bound. */
    Class<?> erase(Type type) {
        Type known = resolve(type).orElse(type);
        if (known instanceof Class<?> plain) {
            return plain;
        }
        if (known instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        if (known instanceof GenericArrayType array) {
            return Array.newInstance(erase(array.getGenericComponentType()), 0).getClass();
        }
        if (known instanceof TypeVariable<?> variable) {
            return erase(variable.getBounds()[0]);
        }
        return erase(((WildcardType) known).getUpperBounds()[0]);
    }

    /**
     * The first class in a type, itself or among its arguments, that is not public, and so none that JSON-B can make.
     */
    Optional<Class<?>> firstHidden(Type type) {
        Class<?> plain = erase(type);
        while (plain.isArray()) {
            plain = plain.getComponentType();
        }
        if (!Modifier.isPublic(plain.getModifiers())) {
            return Optional.of(plain);
        }
        return type instanceof ParameterizedType generic
                ? Arrays.stream(generic.getActualTypeArguments())
                        .flatMap(argument -> firstHidden(argument).stream())
                        .findFirst()
                : Optional.empty();
    }

    private void addInterfaces(Class<?> type) {
        for (Type declared : type.getGenericInterfaces()) {
            bind(declared);
            Class<?> raw = erase(declared);
            // Again, behind those that came before: it may be the parent of one of them.
            lineage.remove(raw);
            lineage.add(raw);
            addInterfaces(raw);
        }
    }

    private void bind(@Nullable Type supertype) {
        if (supertype instanceof ParameterizedType generic) {
            TypeVariable<?>[] variables = ((Class<?>) generic.getRawType()).getTypeParameters();
            Type[] arguments = generic.getActualTypeArguments();
            for (int i = 0; i < variables.length; i++) {
                bindings.put(variables[i], arguments[i]);
            }
        }
    }

    private @Nullable Type resolved(Type type) {
        if (type instanceof TypeVariable<?> variable) {
            Type bound = bindings.get(variable);
            return bound == null ? null : resolved(bound);
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = resolved(generic.getActualTypeArguments());
            return arguments == null ? null : new Parameterized(generic, arguments);
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolved(array.getGenericComponentType());
            return component == null
                    ? null
                    : Array.newInstance(erase(component), 0).getClass();
        }
        if (type instanceof WildcardType wildcard) {
            return resolved(wildcard.getUpperBounds()[0]);
        }
        return type;
    }

    private Type @Nullable [] resolved(Type[] types) {
        Type[] all = new Type[types.length];
        for (int i = 0; i < types.length; i++) {
            Type one = resolved(types[i]);
            if (one == null) {
                return null;
            }
            all[i] = one;
        }
        return all;
    }

    /** A generic class with its arguments resolved. */
    private static final class Parameterized implements ParameterizedType {
        private final ParameterizedType from;
        private final Type[] arguments;

        Parameterized(ParameterizedType from, Type[] arguments) {
            this.from = from;
            this.arguments = arguments;
        }

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.clone();
        }

        @Override
        public Type getRawType() {
            return from.getRawType();
        }

        @Override
        public @Nullable Type getOwnerType() {
            return from.getOwnerType();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ParameterizedType that
                    && getRawType().equals(that.getRawType())
                    && Arrays.equals(arguments, that.getActualTypeArguments());
        }

        @Override
        public int hashCode() {
            return getRawType().hashCode() ^ Arrays.hashCode(arguments);
        }

        @Override
        public String toString() {
            return getRawType().getTypeName() + Arrays.toString(arguments);
        }
    }
}
