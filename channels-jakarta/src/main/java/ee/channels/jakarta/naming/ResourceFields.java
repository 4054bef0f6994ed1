package ee.channels.jakarta.naming;

import ee.channels.ConfigurationException;
import ee.channels.consumer.ChannelConsumer;
import ee.channels.layer.ChannelLayer;
import jakarta.annotation.Resource;
import jakarta.servlet.Registration;
import jakarta.servlet.ServletContext;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * The fields and setters of servlets and filters that the container is to fill with a channel layer. Some containers
 * leave null in them where the name is not declared, and say nothing: so we look first. Consumers are not among them,
 * since the library fills theirs.
 *
 * <p>Immutable.
 */
public final class ResourceFields {

    private static final String SETTER = "set";

    /**
     * One of them.
     *
     * @param where for messages
     * @param name below {@code java:comp/env}, or from {@code java:} on
     */
    private record Wanted(String where, String name) {
        String path() {
            return name.startsWith("java:") ? name : "java:comp/env/" + name;
        }
    }

    private final List<Wanted> wanted;

    private ResourceFields(List<Wanted> wanted) {
        this.wanted = wanted;
    }

    /**
     * Those of the servlets and filters that an application declares, and of the classes that they extend. Beans are
     * not known here: a container that would ask us about all classes with {@code @Resource} ends the deployment, on
     * Jetty at least, for one that refers to what the server has not, such as a message-driven bean.
     */
    public static ResourceFields of(ServletContext context) {
        List<Class<?>> classes = new ArrayList<>();
        Stream.concat(
                        context.getServletRegistrations().values().stream(),
                        context.getFilterRegistrations().values().stream())
                .map(Registration::getClassName)
                .filter(Objects::nonNull)
                .forEach(name -> load(name, context.getClassLoader(), classes));
        return of(classes);
    }

    private static void load(String name, ClassLoader loader, List<Class<?>> into) {
        try {
            for (Class<?> type = Class.forName(name, false, loader);
                    type != null && loader.equals(type.getClassLoader());
                    type = type.getSuperclass()) {
                into.add(type);
            }
        } catch (ClassNotFoundException | LinkageError unreadable) {
            // Nor can the container make one.
        }
    }

    /** Those of some classes; a class whose members cannot be read, as it refers to what is not there, has none. */
    public static ResourceFields of(Collection<Class<?>> classes) {
        List<Wanted> found = new ArrayList<>();
        for (Class<?> type : classes) {
            if (!ChannelConsumer.class.isAssignableFrom(type)) {
                try {
                    read(type, found);
                } catch (LinkageError unreadable) {
                    // Nor can the container make one.
                }
            }
        }
        return new ResourceFields(List.copyOf(found));
    }

    private static void read(Class<?> type, List<Wanted> found) {
        for (Field field : type.getDeclaredFields()) {
            if (field.getType() == ChannelLayer.class) {
                wanted(field, type, field.getName()).ifPresent(found::add);
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.getParameterCount() == 1
                    && method.getParameterTypes()[0] == ChannelLayer.class
                    && method.getName().startsWith(SETTER)
                    && method.getName().length() > SETTER.length()) {
                wanted(method, type, property(method)).ifPresent(found::add);
            }
        }
    }

    private static String property(Method setter) {
        String name = setter.getName().substring(SETTER.length());
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static Optional<Wanted> wanted(AnnotatedElement member, Class<?> owner, String property) {
        return Optional.ofNullable(member.getAnnotation(Resource.class)).map(resource -> {
            String own = owner.getName() + "/" + property;
            String name = resource.name().isEmpty() ? own : resource.name();
            return new Wanted(
                    owner.getName() + "." + property, resource.lookup().isEmpty() ? name : resource.lookup());
        });
    }

    /** Whether nobody asks for a layer. */
    public boolean isEmpty() {
        return wanted.isEmpty();
    }

    /**
     * Looks each of them up.
     *
     * @param serverInfo what the server says of itself, so that the message can say what to write
     * @throws ConfigurationException naming the class and member that would get nothing, or something else
     */
    public void check(String serverInfo) {
        for (Wanted one : wanted) {
            Object found = null;
            NamingException failure = null;
            try {
                found = new InitialContext().lookup(one.path());
            } catch (NamingException e) {
                failure = e;
            }
            if (!(found instanceof ChannelLayer)) {
                throw refused(one, found, failure, serverInfo);
            }
        }
    }

    private static ConfigurationException refused(
            Wanted one, @Nullable Object found, @Nullable NamingException failure, String serverInfo) {
        String what = found == null
                ? "there is nothing"
                : "there is a " + found.getClass().getName();
        String told = failure == null ? "" : " (" + failure + ")";
        ConfigurationException refusal = ConfigurationException.of(
                one.where(),
                "asks for a channel layer under " + one.path() + ", where " + what + told + ". "
                        + Declaring.on(serverInfo).how(one.name().replaceFirst("^java:[a-z]+/", "")));
        if (failure != null) {
            refusal.initCause(failure);
        }
        return refusal;
    }
}
