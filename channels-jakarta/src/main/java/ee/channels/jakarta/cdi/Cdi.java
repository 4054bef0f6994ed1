package ee.channels.jakarta.cdi;

import jakarta.servlet.ServletContext;
import java.util.Optional;

/** Whether there is CDI; refers to none of its classes, so that it works where there are none. */
public final class Cdi {

    private static final String API = "jakarta.enterprise.inject.spi.BeanManager";

    private Cdi() {}

    /**
     * The beans of a web application; to be called on the thread that starts it.
     *
     * @return empty if there is no CDI, the application has no beans, or its CDI has not started yet
     */
    public static Optional<CdiApplication> of(ServletContext context) {
        try {
            Class.forName(API, false, Cdi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
        return CdiApplication.of(context);
    }
}
