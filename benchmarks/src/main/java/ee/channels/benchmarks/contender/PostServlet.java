package ee.channels.benchmarks.contender;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * {@code POST /notify?group=N}: gives the room's number and the body to the contender.
 *
 * <p>Thread-safe.
 */
final class PostServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final BiConsumer<String, String> broadcast;

    private PostServlet(BiConsumer<String, String> broadcast) {
        this.broadcast = broadcast;
    }

    /** Maps it; the consumer gets the room and the text. */
    static void map(Context context, BiConsumer<String, String> broadcast) {
        Tomcat.addServlet(context, "notify", new PostServlet(broadcast));
        context.addServletMappingDecoded("/notify", "notify");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        broadcast.accept(request.getParameter("group"), text);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
