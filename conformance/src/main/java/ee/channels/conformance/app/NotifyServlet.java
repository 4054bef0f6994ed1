package ee.channels.conformance.app;

import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Sends {@code text} to {@code group}, with {@code padding} blanks behind it. */
@WebServlet("/notify")
public class NotifyServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public NotifyServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        String padding = request.getParameter("padding");
        String text = request.getParameter("text") + " ".repeat(padding == null ? 0 : Integer.parseInt(padding));
        ChannelLayers.get()
                .groupSend(
                        request.getParameter("group"), Message.of("feed.item").with("text", text));
    }
}
