package ee.channels.conformance.app;

/**
 * Tells its client what it knows of the handshake; the first line is the path's parameters, {@code all} is the rest.
 */
public class TellingConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public TellingConsumer() {}

    @Override
    protected void connect() {
        write("connect " + scope().path());
        accept();
        send(scope().pathParams().toString());
    }

    @Override
    protected void receive(String question) {
        send(String.join(
                "|",
                scope().contextPath(),
                scope().path(),
                scope().requestUri().toString(),
                scope().queryAll("a").toString(),
                scope().headers().first("X-Number").orElse(""),
                scope().cookie("number").orElse("")));
    }
}
