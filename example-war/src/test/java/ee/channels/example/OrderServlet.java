package ee.channels.example;

import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

// tag::order-servlet[]
@WebServlet("/orders")
public class OrderServlet extends HttpServlet {

    @Resource(name = "channels/default")
    private ChannelLayer channels;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        channels.groupSend("broadcast", Message.of("group.notify").with("text", "Order 7 shipped"));
    }
}
// end::order-servlet[]
