package ee.channels.example;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Short answers in words: a fixed text of ours, never a part of the request. */
final class Answers {

    private Answers() {}

    static void text(HttpServletResponse response, int status, String text) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().println(text);
    }
}
