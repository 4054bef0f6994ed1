package ee.channels.consumer;

import ee.channels.application.CloseReason;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import ee.channels.scope.Scope;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection's consumer and its life: made as connect begins, released as disconnect ends, so that a connection
 * which some middleware refuses on its own never makes one.
 */
final class ConsumerHandler<C extends WebSocketConsumer> implements Handler {

    private final ConsumerApplication<C> application;
    private final Scope scope;
    private final Link link;
    private ConsumerFactory.@Nullable Instance<C> instance;
    private boolean connectEntered;

    ConsumerHandler(ConsumerApplication<C> application, Scope scope, Link link) {
        this.application = application;
        this.scope = scope;
        this.link = link;
    }

    @Override
    public void connect() {
        ConsumerFactory.Instance<C> made = application.newInstance();
        instance = made;
        C consumer = made.consumer();
        consumer.attach(new ChannelConsumer.Attachment(scope, link, application.model()));
        application.model().groups().forEach(link::join);
        connectEntered = true;
        consumer.connect();
    }

    @Override
    public void text(String text) {
        consumer().receive(text);
    }

    @Override
    public void binary(ByteBuffer bytes) {
        consumer().receive(bytes);
    }

    @Override
    public void message(Message message) {
        application.dispatch().dispatch(consumer(), message);
    }

    @Override
    public void gap(Gap gap) {
        consumer().onGap(gap);
    }

    @Override
    public void disconnect(CloseReason reason) {
        ConsumerFactory.Instance<C> ending = instance;
        if (ending == null) {
            // Its constructor threw: there is nobody to tell.
            return;
        }
        try {
            if (connectEntered) {
                ending.consumer().disconnect(reason);
            }
        } finally {
            ending.release().run();
        }
    }

    @Override
    public Object kind() {
        return application.type();
    }

    private C consumer() {
        ConsumerFactory.Instance<C> present = instance;
        if (present == null) {
            throw new IllegalStateException("An event before connect, or after connect failed to make the consumer");
        }
        return present.consumer();
    }
}
