package ee.channels.benchmarks.contender;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * Answers {@code GET /heap} with the bytes of the heap that are in use after a full collection.
 *
 * <p>Thread-safe.
 */
final class HeapServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    /** What the first one finds may need a second: references that a cleaner had to see. */
    private static final int COLLECTIONS = 3;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        for (int i = 0; i < COLLECTIONS; i++) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        response.setContentType("text/plain");
        response.getWriter()
                .print(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
}
