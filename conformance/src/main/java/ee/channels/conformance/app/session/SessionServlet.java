package ee.channels.conformance.app.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/**
 * Does with the session of the request what {@code ?do=} says: {@code create}, {@code get}, {@code set},
 * {@code invalidate}, {@code rename}, {@code expire} (in a second), {@code exists}.
 */
@WebServlet("/session")
public class SessionServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public SessionServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().print(does(request));
    }

    private static Object does(HttpServletRequest request) {
        String what = request.getParameter("do");
        if (what.equals("exists")) {
            return request.getSession(false) != null;
        }
        HttpSession session = request.getSession();
        switch (what) {
            case "get" -> {
                Object value = session.getAttribute(request.getParameter("name"));
                return value == null ? "nothing" : value;
            }
            case "set" -> session.setAttribute(request.getParameter("name"), request.getParameter("value"));
            case "invalidate" -> session.invalidate();
            case "rename" -> request.changeSessionId();
            case "expire" -> session.setMaxInactiveInterval(1);
            default -> session.setAttribute("created", true);
        }
        return "done";
    }
}
