package ee.channels.conformance.app.cdi;

import ee.channels.application.CloseReason;
import ee.channels.conformance.app.Diary;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Made by CDI, with an interceptor around all of it, and nothing that says so but what it injects. */
@Traced
@Groups("beans")
@WebSocketRoute("/ws/bean")
public class BeanConsumer extends WebSocketConsumer {

    @Inject
    private @Nullable Greeter greeter;

    @Inject
    private @Nullable CurrentRequest request;

    @Inject
    private @Nullable ChannelLayer layer;

    private final List<String> requests = new ArrayList<>();
    private boolean begun;

    /** Made for each connection. */
    public BeanConsumer() {}

    @PostConstruct
    void begin() {
        begun = greeter != null && layer != null;
    }

    @Override
    protected void connect() {
        accept();
        scoped("connect");
    }

    @Override
    protected void receive(String name) {
        scoped("text");
        send(begun && greeter != null ? greeter.greet(name) : "nobody was injected");
    }

    @Handles
    void told(Message message) {
        scoped("message");
        send(message.getString("text"));
    }

    @Override
    protected void disconnect(CloseReason reason) {
        scoped("disconnect");
    }

    @PreDestroy
    void end() {
        note("destroyed");
    }

    /** Whether the callback has a request scope, and another one than all before it. */
    private void scoped(String callback) {
        boolean own = request != null && !requests.contains(request.id()) && requests.add(request.id());
        note(callback
                + (own && request != null && requests.contains(request.id())
                        ? " in its own request"
                        : " in no request of its own"));
    }

    /** Final, so that the interceptor, which calls it, is not around it. */
    final void note(String line) {
        Diary.write(scope(), line);
    }
}
