package ee.channels.conformance.server;

import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;

/** Says something in the room of {@link RoomConsumer}. */
@Stateless
public class RoomBean {

    @Resource(name = "channels/default")
    private ChannelLayer channels;

    /** Made by the container. */
    public RoomBean() {}

    /** Says it. */
    public void say(String text) {
        channels.groupSend("room", Message.of("room.said").with("text", text));
    }
}
