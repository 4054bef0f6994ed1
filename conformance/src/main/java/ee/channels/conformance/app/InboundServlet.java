package ee.channels.conformance.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** What has come of the frames to {@link InboundConsumer}, and what they take. */
@WebServlet("/inbound")
public class InboundServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public InboundServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        InboundConsumer.Gate gate = InboundConsumer.gate(request.getParameter("name"));
        Object answer = switch (request.getParameter("what")) {
            case "handled" -> gate.handled.get();
            case "gone" -> gate.gone;
            case "heap" -> heap();
            case "open" -> {
                gate.open.countDown();
                yield "open";
            }
            default -> "?";
        };
        response.setContentType("text/plain");
        response.getWriter().print(answer);
    }

    /** Bytes in use. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
