package ee.channels.conformance.app.session;

import ee.channels.application.CloseReason;
import ee.channels.conformance.app.DiaryConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.scope.NoSessionException;
import ee.channels.scope.ScopeSession;
import java.util.function.Supplier;

/**
 * Does with its session what it is told to: {@code get NAME}, {@code set NAME VALUE}, {@code exists}, {@code create},
 * {@code touch}, {@code invalidate}. Answers with what came of it, or {@code refused}. With {@code ?create} it makes a
 * session in {@code connect}.
 */
@WebSocketRoute("/ws/session")
public class SessionConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public SessionConsumer() {}

    @Override
    protected void connect() {
        if (scope().query("create").isPresent()) {
            scope().session().create();
            scope().session().set("made", "in connect");
        }
        accept();
    }

    @Override
    protected void receive(String text) {
        String[] words = text.split(" ", -1);
        ScopeSession session = scope().session();
        switch (words[0]) {
            case "get" -> answer(() -> session.get(words[1]).orElse("nothing"));
            case "set" -> done(() -> session.set(words[1], words[2]));
            case "exists" -> answer(session::exists);
            case "create" -> done(session::create);
            case "touch" -> done(session::touch);
            case "invalidate" -> done(session::invalidate);
            default -> send("unknown");
        }
    }

    private void done(Runnable what) {
        answer(() -> {
            what.run();
            return "done";
        });
    }

    private void answer(Supplier<Object> what) {
        try {
            send(what.get().toString());
        } catch (NoSessionException e) {
            send("refused");
        }
    }

    @Override
    protected void disconnect(CloseReason reason) {
        super.disconnect(reason);
        write("session " + scope().session().exists());
    }
}
