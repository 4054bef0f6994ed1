package ee.channels.jakarta.inject;

import jakarta.servlet.ServletContext;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's instance manager, or that of what is built on Tomcat; reached by name, since we depend on no container.
 *
 * <p>Thread-safe.
 */
final class TomcatInstances implements Instances {

    private static final String INTERFACE = "org.apache.tomcat.InstanceManager";

    private final MethodHandle newInstance;
    private final MethodHandle destroyInstance;

    private TomcatInstances(MethodHandle newInstance, MethodHandle destroyInstance) {
        this.newInstance = newInstance;
        this.destroyInstance = destroyInstance;
    }

    /** The instance manager of an application, if it runs on Tomcat. */
    static Optional<TomcatInstances> of(ServletContext context) {
        Object manager = context.getAttribute(INTERFACE);
        Class<?> type = manager == null ? null : interfaceOf(manager.getClass());
        if (type == null) {
            return Optional.empty();
        }
        MethodType signature = MethodType.methodType(void.class, Object.class);
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        try {
            return Optional.of(new TomcatInstances(
                    lookup.findVirtual(type, "newInstance", signature).bindTo(manager),
                    lookup.findVirtual(type, "destroyInstance", signature).bindTo(manager)));
        } catch (ReflectiveOperationException e) {
            return Optional.empty(); // a Tomcat of another age
        }
    }

    @Override
    public void inject(Object instance) {
        call(newInstance, instance);
    }

    @Override
    public void destroy(Object instance) {
        call(destroyInstance, instance);
    }

    @SuppressWarnings("IllegalCatch") // a method handle declares Throwable
    private static void call(MethodHandle handle, Object instance) {
        try {
            handle.invokeExact(instance);
        } catch (Throwable e) {
            throw Thrown.unchecked(e, instance.getClass().getName() + " cannot be injected by the container");
        }
    }

    /** By the manager's own idea of the interface: its class loader is the server's, not ours. */
    private static @Nullable Class<?> interfaceOf(Class<?> manager) {
        for (Class<?> type = manager; type != null; type = type.getSuperclass()) {
            for (Class<?> implemented : type.getInterfaces()) {
                if (implemented.getName().equals(INTERFACE)) {
                    return implemented;
                }
            }
        }
        return null;
    }
}
