package ee.channels.jakarta;

import ee.channels.ConfigurationException;
import ee.channels.application.Application;
import ee.channels.consumer.ChannelsApplication;
import ee.channels.consumer.ConsumerApplication;
import ee.channels.consumer.Consumers;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.routing.Route;
import ee.channels.routing.UrlRouter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of a web application that bring routes.
 *
 * <p>Immutable.
 *
 * @param annotated with {@link WebSocketRoute}, in the order of their names
 * @param programs the concrete implementations of {@link ChannelsApplication}; more than one is an error
 */
record RouteClasses(List<Class<?>> annotated, List<Class<?>> programs) {

    private static final Logger LOG = System.getLogger(RouteClasses.class.getName());

    static RouteClasses of(Collection<Class<?>> found) {
        return new RouteClasses(
                sorted(found.stream().filter(type -> type.getDeclaredAnnotation(WebSocketRoute.class) != null)),
                sorted(found.stream()
                        .filter(type -> ChannelsApplication.class.isAssignableFrom(type) && isConcrete(type))));
    }

    private static List<Class<?>> sorted(Stream<Class<?>> types) {
        return types.sorted(Comparator.comparing(Class::getName)).toList();
    }

    private static boolean isConcrete(Class<?> type) {
        return !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
    }

    boolean isEmpty() {
        return annotated.isEmpty() && programs.isEmpty();
    }

    /**
     * The application that all of them make: first what is routed by program, then what is annotated, by order and then
     * the narrower pattern first.
     *
     * @throws ConfigurationException naming the class or route that is wrong
     */
    Application application(Consumers consumers) {
        List<Route> routers = new ArrayList<>();
        program(consumers).ifPresent(program -> routers.add(Route.prefix("/", program)));
        byOrder(consumers).forEach(router -> routers.add(Route.prefix("/", router)));
        return UrlRouter.of(routers);
    }

    private Optional<Application> program(Consumers consumers) {
        if (programs.size() > 1) {
            throw ConfigurationException.of(
                    programs.get(0).getName() + " and " + programs.get(1).getName(),
                    "both implement ChannelsApplication; an application has at most one");
        }
        Optional<Application> program = programs.stream().findFirst().map(type -> made(type, consumers));
        program.filter(RouteClasses::isWrapped).ifPresent(wrapped -> warnOfBypass());
        return program;
    }

    private static boolean isWrapped(Application program) {
        return !(program instanceof UrlRouter) && !(program instanceof ConsumerApplication);
    }

    /** What the middleware checks may be thought to be checked everywhere. */
    private void warnOfBypass() {
        if (!annotated.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    () -> programs.get(0).getName() + " puts middleware around its routes; it is not around those of "
                            + annotated.stream().map(Class::getName).collect(Collectors.joining(", "))
                            + ", which have @WebSocketRoute");
        }
    }

    private static Application made(Class<?> type, Consumers consumers) {
        Application application = instance(type).application(consumers);
        if (application == null) {
            throw ConfigurationException.of(type.getName(), "returned null instead of an application");
        }
        return application;
    }

    private static ChannelsApplication instance(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (ChannelsApplication) constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw because(type, "failed in its constructor: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw because(
                    type,
                    "cannot be made; it needs a constructor without parameters, and may not be an inner class",
                    e);
        }
    }

    private static ConfigurationException because(Class<?> type, String problem, Exception cause) {
        ConfigurationException refusal = ConfigurationException.of(type.getName(), problem);
        refusal.initCause(cause);
        return refusal;
    }

    private static Route route(Class<?> type, String path, Application application) {
        try {
            return Route.path(path, application).named(type.getName());
        } catch (ConfigurationException e) {
            throw because(type, "has a broken @WebSocketRoute: " + e.getMessage(), e);
        }
    }

    private List<UrlRouter> byOrder(Consumers consumers) {
        List<Route> all = new ArrayList<>();
        Map<Integer, List<Route>> orders = new TreeMap<>();
        for (Class<?> type : annotated) {
            WebSocketRoute declared = type.getDeclaredAnnotation(WebSocketRoute.class);
            Class<? extends WebSocketConsumer> consumer = ConsumerApplication.consumerClass(type);
            if (declared.value().length == 0) {
                throw ConfigurationException.of(type.getName(), "has @WebSocketRoute without a path");
            }
            Application application = consumers.of(consumer);
            for (String path : declared.value()) {
                Route route = route(type, path, application);
                all.add(route);
                orders.computeIfAbsent(declared.order(), order -> new ArrayList<>())
                        .add(route);
            }
        }
        UrlRouter.mostSpecificFirst(all); // refuses what is there twice, also under different orders
        return orders.values().stream().map(UrlRouter::mostSpecificFirst).toList();
    }
}
