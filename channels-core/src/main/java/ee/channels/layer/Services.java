package ee.channels.layer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The implementations that a thread's application can see: its own first, then those beside this library. */
final class Services {
    private static final int MOST_BROKEN = 20;

    private Services() {}

    /** All of a kind; a broken one is put aside: it may be another library's, or of another copy of this one. */
    static <S> List<S> of(Class<S> kind, List<Throwable> broken) {
        // Beside this library as well, for threads of the server.
        Set<@Nullable ClassLoader> loaders = new LinkedHashSet<>();
        loaders.add(Thread.currentThread().getContextClassLoader());
        loaders.add(Services.class.getClassLoader());
        List<S> found = new ArrayList<>();
        for (ClassLoader loader : loaders) {
            find(kind, loader, found, broken);
        }
        return found;
    }

    private static <S> void find(Class<S> kind, @Nullable ClassLoader loader, List<S> found, List<Throwable> broken) {
        var services = ServiceLoader.load(kind, loader).iterator();
        // Bounded, since a loader that cannot be read at all fails at each look.
        for (int errors = 0; errors < MOST_BROKEN; errors++) {
            try {
                while (services.hasNext()) {
                    found.add(services.next());
                }
                break;
            } catch (ServiceConfigurationError error) {
                broken.add(error);
            }
        }
    }
}
