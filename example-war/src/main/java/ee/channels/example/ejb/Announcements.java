package ee.channels.example.ejb;

import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;

// tag::after-commit[]
/** Announces what is decided: whoever is online hears of it when the transaction has committed, and else never. */
@Stateless
public class Announcements {

    @Resource(name = "channels/default")
    private ChannelLayer channels;

    /** Made by the container. */
    public Announcements() {}

    public void announce(String text) {
        // Here a database would be written to, in the transaction of this method.
        channels.afterCommit().groupSend("broadcast", Message.of("group.notify").with("text", text));
    }
}
// end::after-commit[]
