package ee.channels.conformance.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells which server it is: its name for itself, and the servlet version. */
@WebServlet("/server")
public class ServerServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public ServerServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter()
                .print(getServletContext().getServerInfo() + ", Servlet "
                        + getServletContext().getMajorVersion() + "."
                        + getServletContext().getMinorVersion());
    }
}
