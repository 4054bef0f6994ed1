package ee.channels.conformance.app.ejb;

import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;

/**
 * Sends in a method's transaction, in one that the container rolls back, after the caller has gone on, and from a
 * timer.
 */
@Stateless
public class StatelessSender {

    @Resource(name = "channels/default")
    private ChannelLayer layer;

    @Resource
    private SessionContext context;

    /** Made by the container. */
    public StatelessSender() {}

    /** In the method's transaction, at once. */
    public void say(String text) {
        layer.groupSend("enterprise-beans", Message.of("bean.said").with("text", text));
    }

    /** When the method's transaction has committed; before that, at once, that it is about to be. */
    public void sayInTheEnd(String text) {
        layer.afterCommit()
                .groupSend("enterprise-beans", Message.of("bean.said").with("text", text));
        say("before " + text);
    }

    /** Never, as the method's transaction is rolled back. */
    public void sayAndFail(String text) {
        layer.afterCommit()
                .groupSend("enterprise-beans", Message.of("bean.said").with("text", text));
        throw new IllegalStateException("rolls back");
    }

    /** On a thread of the container. */
    @Asynchronous
    public void sayLater(String text) {
        say(text);
    }

    /** From a timer that is due at once. */
    public void sayByTimer(String text) {
        context.getTimerService().createSingleActionTimer(1, new TimerConfig(text, false));
    }

    /** Called by the container. */
    @Timeout
    void due(jakarta.ejb.Timer timer) {
        say(String.valueOf(timer.getInfo()));
    }
}
