package ee.channels.example.ejb;

import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.time.LocalTime;
import java.time.ZoneId;

/** Tells everybody what time it is, every hour. */
@Singleton
@Startup
public class HourlyBell {

    @Resource(name = "channels/default")
    private ChannelLayer channels;

    /** Made by the container. */
    public HourlyBell() {}

    @Schedule(hour = "*", persistent = false)
    void ring() {
        String text = "It is " + LocalTime.now(ZoneId.systemDefault()).getHour() + " o'clock.";
        channels.groupSend("broadcast", Message.of("group.notify").with("text", text));
    }
}
