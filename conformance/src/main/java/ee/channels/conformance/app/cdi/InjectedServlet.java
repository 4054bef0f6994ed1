package ee.channels.conformance.app.cdi;

import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** Tells {@link BeanConsumer}s a text through the layers that it was injected, with and without a name. */
@WebServlet("/injected")
public class InjectedServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient @Nullable ChannelLayer layer;

    @Inject
    @Named("default")
    private transient @Nullable ChannelLayer named;

    /** Made by the container. */
    public InjectedServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        ChannelLayer chosen = request.getParameter("named") == null ? layer : named;
        if (chosen == null) {
            response.setStatus(HttpServletResponse.SC_NOT_IMPLEMENTED);
            return;
        }
        chosen.groupSend("beans", Message.of("told").with("text", request.getParameter("text")));
    }
}
