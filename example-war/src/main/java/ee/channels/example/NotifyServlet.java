package ee.channels.example;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.message.InvalidNameException;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends its request's body to a group: {@code POST /notify?group=broadcast}.
 *
 * <p>Thread-safe.
 */
@WebServlet("/notify")
public class NotifyServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int LARGEST = 64 * 1024;

    @Resource(name = "channels/default")
    private transient ChannelLayer channels;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // Before getParameter, which would take the body of a form for parameters.
        byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
        String group = request.getParameter("group");
        if (body.length > LARGEST) {
            Answers.text(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "At most 64 KiB of text.");
        } else if (group == null) {
            Answers.text(response, HttpServletResponse.SC_BAD_REQUEST, "Which group? Add ?group=broadcast");
        } else {
            notify(group, new String(body, StandardCharsets.UTF_8), response);
        }
    }

    private void notify(String group, String text, HttpServletResponse response) throws IOException {
        try {
            channels.groupSend(group, Message.of("group.notify").with("text", text));
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } catch (InvalidNameException e) {
            Answers.text(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "A group's name has 1 to 99 ASCII letters, digits, hyphens, underscores or periods.");
        } catch (ChannelLayerUnavailableException away) {
            // The layer's own log says why, once for each outage.
            Answers.text(
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "The message could not be sent. Try again in a moment.");
        }
    }
}
