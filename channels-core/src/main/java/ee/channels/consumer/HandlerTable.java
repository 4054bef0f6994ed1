package ee.channels.consumer;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import ee.channels.message.InvalidNameException;
import ee.channels.message.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of one consumer class by message type: read once, while the application is deployed, and never changed,
 * so that a type from the wire is looked up and nothing else.
 *
 * <p>Immutable.
 */
final class HandlerTable {

    private final Map<String, Entry> byType;

    private HandlerTable(Map<String, Entry> byType) {
        this.byType = byType;
    }

    /** Reads a class and its supertypes; refuses whatever cannot work. */
    static HandlerTable of(GenericTypes types) {
        Map<String, Entry> byType = new TreeMap<>();
        for (Method method : handlers(types)) {
            String type = type(method);
            Entry twin = byType.put(type, entry(method, types));
            if (twin != null) {
                throw ConfigurationException.of(
                        named(method),
                        "handles \"" + type + "\", and so does " + named(twin.method) + "; a type has one handler");
            }
        }
        return new HandlerTable(new LinkedHashMap<>(byType)); // in the order of their names, found by hash
    }

    /** The handler of a type, or null if there is none. */
    @Nullable
    Entry find(String type) {
        return byType.get(type);
    }

    /** The types handled, in the alphabet's order. */
    Set<String> types() {
        return byType.keySet();
    }

    /** Whether a handler has a parameter that JSON-B must make. */
    boolean binds() {
        return byType.values().stream().anyMatch(Entry::binds);
    }

    /** Every annotated method that no other one, further down, has taken the place of. */
    private static List<Method> handlers(GenericTypes types) {
        List<Method> found = new ArrayList<>();
        for (Class<?> type : types.lineage()) {
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> !method.isBridge() && !method.isSynthetic())
                    .filter(method -> method.isAnnotationPresent(Handles.class))
                    .filter(method -> found.stream().noneMatch(below -> overrides(below, method, types)))
                    .forEach(found::add);
        }
        return found;
    }

    private static boolean overrides(Method below, Method above, GenericTypes types) {
        return below.getDeclaringClass() != above.getDeclaringClass()
                && below.getName().equals(above.getName())
                && erased(below, types).equals(erased(above, types))
                && isInherited(above, below.getDeclaringClass());
    }

    private static List<Class<?>> erased(Method method, GenericTypes types) {
        List<Class<?>> erased = new ArrayList<>();
        for (Type parameter : method.getGenericParameterTypes()) {
            erased.add(types.erase(parameter));
        }
        return erased;
    }

    private static boolean isInherited(Method method, Class<?> by) {
        int modifiers = method.getModifiers();
        if (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)) {
            return true;
        }
        return !Modifier.isPrivate(modifiers)
                && method.getDeclaringClass().getPackageName().equals(by.getPackageName());
    }

    private static String type(Method method) {
        String given = method.getAnnotation(Handles.class).value();
        String type = given.isEmpty() ? derived(method.getName()) : given;
        try {
            return Message.of(type).type();
        } catch (InvalidNameException e) {
            throw ConfigurationException.of(named(method), "handles what no message can be: " + e.getMessage());
        }
    }

    private static String derived(String methodName) {
        return methodName.replace('_', '.').replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
    }

    private static Entry entry(Method method, GenericTypes types) {
        if (Modifier.isStatic(method.getModifiers())) {
            throw ConfigurationException.of(named(method), "is static; a handler belongs to one connection's consumer");
        }
        if (method.getReturnType() != void.class) {
            throw ConfigurationException.of(
                    named(method), "returns something, which nobody receives; declare it void and call send");
        }
        if (method.getParameterCount() > 1) {
            throw ConfigurationException.of(
                    named(method),
                    "has more than one parameter; a handler has a Message, a type to bind it to, or none");
        }
        Class<?> parameter = method.getParameterCount() == 0 ? null : parameter(method, types);
        return new Entry(accessible(method), parameter);
    }

    private static Class<?> parameter(Method method, GenericTypes types) {
        Class<?> parameter = types.erase(method.getGenericParameterTypes()[0]);
        types.firstHidden(parameter).ifPresent(hidden -> {
            throw ConfigurationException.of(
                    named(method), "has a parameter of " + hidden + ", which JSON-B cannot make; declare it public");
        });
        boolean scalar = parameter.isPrimitive()
                || parameter.isArray()
                || parameter.isEnum()
                || Number.class.isAssignableFrom(parameter)
                || CharSequence.class.isAssignableFrom(parameter)
                || Collection.class.isAssignableFrom(parameter)
                || parameter == Boolean.class
                || parameter == Character.class;
        if (scalar) {
            throw ConfigurationException.of(
                    named(method),
                    "has a parameter of type " + parameter.getTypeName()
                            + ", which a message's fields cannot be bound to; take a Message, a record or a class");
        }
        return parameter;
    }

    private static Method accessible(Method method) {
        if (!method.trySetAccessible()) {
            throw ConfigurationException.of(
                    named(method), "cannot be reached; open its package to the module of channels-core");
        }
        return method;
    }

    private static String named(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }

    /** One handler. */
    static final class Entry {
        private final Method method;
        private final @Nullable Class<?> parameter;

        private Entry(Method method, @Nullable Class<?> parameter) {
            this.method = method;
            this.parameter = parameter;
        }

        /**
         * What the method is called with.
         *
         * @throws ee.channels.message.JsonException if the message does not bind
         */
        Object argument(Message message) {
            return parameter == null || parameter == Message.class ? message : message.as(parameter);
        }

        private boolean binds() {
            return parameter != null && parameter != Message.class;
        }

        /** Calls the method, or what overrides it; what it throws passes. */
        void invoke(ChannelConsumer consumer, Object argument) {
            try {
                if (parameter == null) {
                    method.invoke(consumer);
                } else {
                    method.invoke(consumer, argument);
                }
            } catch (InvocationTargetException e) {
                throw Unchecked.of(e.getCause(), named(method));
            } catch (IllegalAccessException e) {
                throw new ChannelsException(named(method) + " cannot be called", e);
            }
        }
    }
}
