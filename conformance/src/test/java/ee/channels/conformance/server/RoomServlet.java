package ee.channels.conformance.server;

import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says {@code ?text=} in the room of {@link RoomConsumer}, and answers with which layer that went through. */
@WebServlet("/say")
public class RoomServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(name = "channels/default")
    private transient ChannelLayer channels;

    /** Made by the container. */
    public RoomServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        channels.groupSend("room", Message.of("room.said").with("text", request.getParameter("text")));
        response.getWriter().print(System.identityHashCode(channels));
    }
}
