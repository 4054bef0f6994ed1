package ee.channels.conformance.server;

import jakarta.ejb.EJB;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Has {@link RoomBean} say {@code ?text=}. */
@WebServlet("/bean")
public class RoomBeanServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @EJB
    private transient RoomBean bean;

    /** Made by the container. */
    public RoomBeanServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        bean.say(request.getParameter("text"));
    }
}
