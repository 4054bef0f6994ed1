package ee.channels.jakarta.session;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A session of a container that does as the test says. */
final class FakeSession implements HttpSession {

    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private String id;
    private boolean valid = true;
    private Runnable afterId = () -> {};

    FakeSession(String id) {
        this.id = id;
    }

    /** A handshake with this session, or none; creating one is refused. */
    static HttpServletRequest request(HttpSession session) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("getSession")) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    if (session == null && Boolean.TRUE.equals(arguments[0])) {
                        throw new IllegalStateException("The response is committed");
                    }
                    return session;
                });
    }

    void id(String changed) {
        id = changed;
    }

    /** Runs once, after the next look at the id. */
    void afterId(Runnable task) {
        afterId = task;
    }

    private <T> T ifValid(T value) {
        if (!valid) {
            throw new IllegalStateException("The session has been invalidated");
        }
        return value;
    }

    @Override
    public long getCreationTime() {
        return ifValid(0L);
    }

    @Override
    public String getId() {
        String present = id;
        Runnable task = afterId;
        afterId = () -> {};
        task.run();
        return present;
    }

    @Override
    public long getLastAccessedTime() {
        return ifValid(0L);
    }

    @Override
    public ServletContext getServletContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setMaxInactiveInterval(int interval) {}

    @Override
    public int getMaxInactiveInterval() {
        return 0;
    }

    @Override
    public Object getAttribute(String name) {
        return ifValid(attributes).get(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.enumeration(ifValid(attributes).keySet());
    }

    @Override
    public void setAttribute(String name, Object value) {
        if (value instanceof IllegalStateException refusal) {
            throw refusal;
        }
        ifValid(attributes).put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        ifValid(attributes).remove(name);
    }

    @Override
    public void invalidate() {
        ifValid(this);
        valid = false;
    }

    @Override
    public boolean isNew() {
        return ifValid(false);
    }
}
