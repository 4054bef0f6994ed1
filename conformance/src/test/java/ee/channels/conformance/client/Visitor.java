package ee.channels.conformance.client;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A browser as far as cookies go: it keeps those of the application and sends them with requests and handshakes.
 *
 * <p>Confined to the thread of the test.
 */
public final class Visitor {

    private static final int FOUND = 302;
    private static final int SEE_OTHER = 303;

    private final Site site;
    private final Map<String, String> cookies;

    public Visitor(Site site) {
        this(site, new LinkedHashMap<>());
    }

    private Visitor(Site site, Map<String, String> cookies) {
        this.site = site;
        this.cookies = cookies;
    }

    /** The same browser at another server of the application. */
    public Visitor at(Site other) {
        return new Visitor(other, cookies);
    }

    /** The text of a page. */
    public String get(String path, String... headers) {
        return response(path, headers).body();
    }

    /** What a page is like, as it is: redirects are not followed. */
    public HttpResponse<String> response(String path, String... headers) {
        return kept(site.get(path, withCookies(headers)));
    }

    /**
     * Logs in by the form that comes in place of a page, and returns the page.
     *
     * @param path of a page that wants a user
     */
    public String logIn(String path, String name, String password) {
        get(path);
        HttpResponse<String> answer = kept(site.post(
                "/j_security_check",
                "j_username=" + name + "&j_password=" + password,
                withCookies("Content-Type", "application/x-www-form-urlencoded")));
        if (answer.statusCode() != FOUND && answer.statusCode() != SEE_OTHER) {
            throw new AssertionError("The log-in was answered with " + answer.statusCode());
        }
        return get(path);
    }

    /** Opens a socket in a tab of its own. */
    public Client open(String path, String... headers) {
        return site.open(path, withCookies(headers));
    }

    /** The status that a handshake is refused with. */
    public int status(String path, String... headers) {
        return site.status(path, withCookies(headers));
    }

    /** The head of the answer to a handshake, whose cookies are kept; the socket is closed. */
    public String handshake(String path) {
        String header = cookies.isEmpty() ? "" : "Cookie: " + cookie() + "\r\n";
        try (RawClient raw = site.raw()) {
            String head = raw.request("GET", path, RawClient.HANDSHAKE, header);
            keep(head.lines()
                    .filter(line -> line.regionMatches(true, 0, "Set-Cookie:", 0, 11))
                    .map(line -> line.substring(11).strip())
                    .toList());
            return head;
        }
    }

    /** Whether the application has given it a cookie. */
    public boolean hasCookies() {
        return !cookies.isEmpty();
    }

    private String[] withCookies(String... headers) {
        List<String> all = new ArrayList<>(Arrays.asList(headers));
        if (!cookies.isEmpty()) {
            all.add("Cookie");
            all.add(cookie());
        }
        return all.toArray(String[]::new);
    }

    private String cookie() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private HttpResponse<String> kept(HttpResponse<String> response) {
        keep(response.headers().allValues("Set-Cookie"));
        return response;
    }

    private void keep(List<String> set) {
        for (String cookie : set) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            if (pair[1].isEmpty() || cookie.matches("(?i).*;\\s*max-age=0\\b.*")) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
    }
}
