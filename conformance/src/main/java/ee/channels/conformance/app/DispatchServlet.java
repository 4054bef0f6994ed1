package ee.channels.conformance.app;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Dispatches every request to a route: {@code /dispatch/forward} or {@code /dispatch/include}. */
@WebServlet("/dispatch/*")
public class DispatchServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public DispatchServlet() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var dispatcher = request.getRequestDispatcher("/ws/room/dispatched");
        if (request.getPathInfo().equals("/forward")) {
            dispatcher.forward(request, response);
        } else {
            dispatcher.include(request, response);
        }
    }
}
