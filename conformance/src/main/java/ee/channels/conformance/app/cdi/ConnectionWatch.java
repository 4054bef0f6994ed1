package ee.channels.conformance.app.cdi;

import ee.channels.conformance.app.Diary;
import ee.channels.jakarta.cdi.ConnectionClosed;
import ee.channels.jakarta.cdi.ConnectionOpened;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Hears of every connection of the application, and writes down those at {@code /ws/watched}. */
@ApplicationScoped
public class ConnectionWatch {

    /** Made by the container. */
    public ConnectionWatch() {}

    void opened(@Observes ConnectionOpened event) {
        if (event.scope().path().equals("/ws/watched")) {
            Diary.write(event.scope(), "opened");
        }
    }

    void closed(@Observes ConnectionClosed event) {
        if (event.scope().path().equals("/ws/watched")) {
            Diary.write(
                    event.scope(),
                    "closed " + event.reason().code() + " " + event.reason().cause());
        }
    }
}
