package ee.channels.conformance.app.jms;

import ee.channels.layer.ChannelLayer;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;

/** Sends on, when its transaction has committed, what comes out of the queue. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(
                    propertyName = "destinationLookup",
                    propertyValue = "java:app/jms/channelsConformance")
        })
public class OrderReceiver implements MessageListener {

    @Resource(name = "channels/default")
    private ChannelLayer layer;

    /** Made by the container. */
    public OrderReceiver() {}

    @Override
    public void onMessage(jakarta.jms.Message received) {
        try {
            String text = ((TextMessage) received).getText();
            layer.afterCommit().groupSend("orders", Message.of("order.came").with("text", text));
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
