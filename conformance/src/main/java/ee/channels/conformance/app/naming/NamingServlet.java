package ee.channels.conformance.app.naming;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Says whether a name leads to the layer that consumers use: {@code same}, or what it leads to otherwise. Without a
 * name it is about what was injected.
 */
@WebServlet("/naming")
public class NamingServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(name = "channels/default")
    private transient ChannelLayer injected;

    /** Made by the container. */
    public NamingServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = request.getParameter("name");
        Object found;
        try {
            found = name == null ? injected : new InitialContext().lookup(name);
        } catch (NamingException e) {
            found = e;
        }
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().print(ChannelLayers.get().equals(found) ? "same" : String.valueOf(found));
    }
}
