package ee.channels.example;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Set;

/**
 * Guards what changes something: {@code POST} only, and no form of a foreign page. A browser says where a request comes
 * from; a request that says nothing comes from no browser, and passes.
 *
 * <p>Thread-safe.
 */
@WebFilter({"/notify", "/sign-in", "/sign-out"})
public class SameSiteFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final Set<String> OURS = Set.of("same-origin", "none");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            Answers.text(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "POST only.");
        } else if (!isOurs(request)) {
            Answers.text(response, HttpServletResponse.SC_FORBIDDEN, "Not from a page of another site.");
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Behind a proxy the server must be told to trust its headers (RemoteIpValve on Tomcat). */
    private static boolean isOurs(HttpServletRequest request) {
        String url = request.getRequestURL().toString();
        String own = url.substring(0, url.length() - request.getRequestURI().length());
        return Collections.list(request.getHeaders("Origin")).stream().allMatch(own::equalsIgnoreCase)
                && OURS.containsAll(Collections.list(request.getHeaders("Sec-Fetch-Site")));
    }
}
