package ee.channels.example.ejb;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Has a bean announce its request's body: {@code POST /announce}. A server without enterprise beans answers 501.
 *
 * <p>Thread-safe.
 */
@WebServlet("/announce")
public class AnnouncementServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int LARGEST = 1024;

    /** Made by the container. */
    public AnnouncementServlet() {}

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        try {
            // Not by @EJB, which a server without beans refuses to fill.
            Announcements announcements = (Announcements) new InitialContext().lookup("java:module/Announcements");
            announcements.announce(new String(body, StandardCharsets.UTF_8));
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } catch (NamingException e) {
            response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED, "This server has no enterprise beans.");
        }
    }
}
