package ee.channels.conformance.app.ejb;

import ee.channels.consumer.Groups;
import ee.channels.consumer.WebSocketRoute;

/** Hears the singleton each second. */
@WebSocketRoute("/ws/bean-clock")
@Groups("bean-clock")
public class ClockConsumer extends BeanConsumer {

    /** Made for each connection. */
    public ClockConsumer() {}
}
