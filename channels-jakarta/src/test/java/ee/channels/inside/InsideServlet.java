package ee.channels.inside;

import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Sends into the group of {@link InsideConsumer}. */
@WebServlet("/send")
public class InsideServlet extends HttpServlet {

    @Resource(name = "channels/default")
    private ChannelLayer channels;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        channels.groupSend("inside", Message.of("inside.text").with("text", request.getParameter("text")));
    }
}
