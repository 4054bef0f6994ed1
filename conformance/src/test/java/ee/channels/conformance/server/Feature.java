package ee.channels.conformance.server;

/** What a container has by its nature, and others have not. */
public enum Feature {
    CDI("CDI"),
    EJB("enterprise beans"),
    JMS("JMS and message-driven beans"),
    JTA("JTA transactions"),
    CONCURRENCY("Jakarta Concurrency"),
    GLOBAL_JNDI("java:global for layers"),
    HTTP2("WebSocket over HTTP/2 (RFC 8441)"),
    DISTRIBUTABLE_SESSIONS("sessions kept otherwise by <distributable/>"),
    SHARED_SESSIONS("sharing of sessions between servers that are not instances of one cluster of one domain"),
    STORED_SESSIONS("session store of a single server that this suite sets up"),
    SUSPEND("suspend operation");

    private final String label;

    Feature(String label) {
        this.label = label;
    }

    /** For people. */
    public String label() {
        return label;
    }
}
