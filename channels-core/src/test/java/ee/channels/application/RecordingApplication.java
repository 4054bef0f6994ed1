package ee.channels.application;

import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An application that accepts, and keeps the scopes it was opened with and, in words, the events that reached it. */
public final class RecordingApplication implements Application {

    private final List<Scope> scopes = new ArrayList<>();
    private final List<String> events = new ArrayList<>();

    /** The scopes of all connections, in order. */
    public List<Scope> scopes() {
        return scopes;
    }

    /** The scope of the only connection. */
    public Scope scope() {
        if (scopes.size() != 1) {
            throw new AssertionError("Opened " + scopes.size() + " times");
        }
        return scopes.get(0);
    }

    /** The events of all connections, in order. */
    public List<String> events() {
        return events;
    }

    @Override
    public Handler open(Scope scope, Link link) {
        scopes.add(scope);
        return new Handler() {
            @Override
            public void connect() {
                events.add("connect");
                link.accept(Optional.empty(), Headers.empty());
            }

            @Override
            public void text(String text) {
                events.add("text " + text);
            }

            @Override
            public void binary(ByteBuffer bytes) {
                events.add("binary " + bytes.remaining());
            }

            @Override
            public void message(Message message) {
                events.add("message");
            }

            @Override
            public void gap(Gap gap) {
                events.add("gap");
            }

            @Override
            public void disconnect(CloseReason reason) {
                events.add("disconnect " + reason.code());
            }
        };
    }
}
