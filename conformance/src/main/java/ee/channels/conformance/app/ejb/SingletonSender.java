package ee.channels.conformance.app.ejb;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;

/** Is there before the web application is, and sends each second. */
@Singleton
@Startup
public class SingletonSender {

    @Resource(name = "channels/default")
    private ChannelLayer layer;

    /** Made by the container. */
    public SingletonSender() {}

    /** Called by the container. */
    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void tick() {
        // The first may be due before the web part of the application has begun, and Liberty gives up a timer that
        // fails.
        if (ChannelLayers.areBound()) {
            layer.groupSend("bean-clock", Message.of("bean.said").with("text", "tick"));
        }
    }

    /** At once. */
    public void say(String text) {
        layer.groupSend("enterprise-beans", Message.of("bean.said").with("text", text));
    }
}
