package ee.channels.tomcat.app;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Speaks to the room, through the injected layer and through the static look-up, which are one. */
@WebServlet("/say")
public class SayServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(name = "channels/default")
    private transient ChannelLayer channels;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        channels.groupSend("room", Message.of("room.said").with("text", request.getParameter("text")));
        response.getWriter().print(ChannelLayers.get() == channels ? "one layer" : "two layers");
    }
}
