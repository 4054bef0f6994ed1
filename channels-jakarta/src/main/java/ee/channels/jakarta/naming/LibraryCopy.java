package ee.channels.jakarta.naming;

import ee.channels.layer.ChannelLayer;
import java.security.CodeSource;
import java.util.Optional;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells this copy of the library from others in the same server: one in its {@code lib} and one in a web application
 * have classes of the same names that know nothing of each other.
 */
final class LibraryCopy {

    private static final String TYPE = ChannelLayer.class.getName();

    private LibraryCopy() {}

    /**
     * The same factory of the copy that the thread's application has for itself; null if that is this one, or it has
     * none.
     */
    static @Nullable ObjectFactory ofApplication(Class<? extends ObjectFactory> factory) {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        if (application == null) {
            return null;
        }
        try {
            Class<?> other = Class.forName(factory.getName(), true, application);
            return other == factory
                    ? null
                    : (ObjectFactory) other.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            return null; // the application knows nothing of the library
        }
    }

    /** Where this copy lies. */
    static String own() {
        return place(ChannelLayer.class);
    }

    /** Where another copy lies, if the object is a channel layer of that one. */
    static Optional<String> of(@Nullable Object found) {
        for (Class<?> type = found == null ? null : found.getClass(); type != null; type = type.getSuperclass()) {
            for (Class<?> implemented : type.getInterfaces()) {
                if (implemented.getName().equals(TYPE) && implemented != ChannelLayer.class) {
                    return Optional.of(place(implemented));
                }
            }
        }
        return Optional.empty();
    }

    /** Where the server's copy lies, if this one is an application's and hides it. */
    static Optional<String> hidden() {
        ClassLoader mine = ChannelLayer.class.getClassLoader();
        return mine == null ? Optional.empty() : other(mine.getParent());
    }

    /** Where the copy lies that a class loader sees, if that is another one than this. */
    static Optional<String> other(@Nullable ClassLoader loader) {
        return seenBy(loader).filter(type -> type != ChannelLayer.class).map(LibraryCopy::place);
    }

    /** Whether a class loader sees this copy. */
    static boolean isSeenBy(@Nullable ClassLoader loader) {
        return seenBy(loader).filter(type -> type == ChannelLayer.class).isPresent();
    }

    private static Optional<Class<?>> seenBy(@Nullable ClassLoader loader) {
        try {
            return Optional.of(Class.forName(TYPE, false, loader));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? "the class loader " + type.getClassLoader()
                : source.getLocation().toString();
    }
}
