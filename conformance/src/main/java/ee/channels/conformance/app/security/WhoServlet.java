package ee.channels.conformance.app.security;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/** Tells who is signed in; a descriptor with a log-in constrains it. */
@WebServlet("/secure/who")
public class WhoServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public WhoServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        Principal user = request.getUserPrincipal();
        response.getWriter().print(user == null ? "nobody" : user.getName());
    }
}
