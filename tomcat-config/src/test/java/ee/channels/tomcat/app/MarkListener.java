package ee.channels.tomcat.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.ref.WeakReference;

/** Leaves a weak reference to the application's class loader where {@link ProbeServlet} finds it. */
@WebListener
public class MarkListener implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        System.getProperties().put("test.mark", new WeakReference<>(getClass().getClassLoader()));
    }
}
