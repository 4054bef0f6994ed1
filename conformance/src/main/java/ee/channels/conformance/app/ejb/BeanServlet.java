package ee.channels.conformance.app.ejb;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Has one of the beans say something. */
@WebServlet("/beans")
public class BeanServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public BeanServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            InitialContext jndi = new InitialContext();
            say(
                    (StatelessSender) jndi.lookup("java:module/StatelessSender"),
                    (SingletonSender) jndi.lookup("java:module/SingletonSender"),
                    request,
                    response);
        } catch (NamingException e) {
            throw new ServletException(e);
        }
    }

    private static void say(
            StatelessSender stateless,
            SingletonSender singleton,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        String text = request.getParameter("text");
        switch (request.getParameter("by")) {
            case "stateless" -> stateless.say(text);
            case "singleton" -> singleton.say(text);
            case "asynchronous" -> stateless.sayLater(text);
            case "timer" -> stateless.sayByTimer(text);
            case "commit" -> stateless.sayInTheEnd(text);
            case "failure" -> {
                try {
                    stateless.sayAndFail(text);
                } catch (RuntimeException expected) {
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                }
            }
            default -> response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        }
    }
}
