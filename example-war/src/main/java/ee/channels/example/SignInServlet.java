package ee.channels.example;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Puts a name into the HTTP session. There is no password, since this is a demonstration: anybody may take any name.
 *
 * <p>Thread-safe.
 */
@WebServlet("/sign-in")
public class SignInServlet extends HttpServlet {

    /** The session attribute that holds the name. */
    static final String NAME = "name";

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 40;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8");
        String given = request.getParameter("name");
        String name = given == null ? "" : given.strip();
        int length = name.codePointCount(0, name.length());
        if (length < 1 || length > LONGEST || name.codePoints().anyMatch(Character::isISOControl)) {
            Answers.text(response, HttpServletResponse.SC_BAD_REQUEST, "A name has 1 to " + LONGEST + " characters.");
            return;
        }
        if (request.getSession(false) != null) {
            // An id that somebody may have known before is worth nothing after.
            request.changeSessionId();
        }
        request.getSession().setAttribute(NAME, name);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
