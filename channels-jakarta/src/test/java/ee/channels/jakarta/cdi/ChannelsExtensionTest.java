package ee.channels.jakarta.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.ConfigurationException;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import ee.channels.testing.WebSocketCommunicator;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Qualifier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Test;

/** Layers that Weld injects. */
final class ChannelsExtensionTest {

    @Dependent
    public static class Shop {
        @Inject
        ChannelLayer layer;

        @Inject
        @Named("orders")
        ChannelLayer named;

        @Inject
        @Named
        ChannelLayer orders;

        ChannelLayer byConstructor;

        @Inject
        void take(@Named("orders") ChannelLayer given) {
            byConstructor = given;
        }
    }

    @Dependent
    public static class Lost {
        @Inject
        @Named("lost")
        ChannelLayer nowhere;
    }

    @Dependent
    public static class Till {
        static final ChannelLayer GIVEN = new InjectedLayer("given");

        @Resource(name = "channels/default")
        ChannelLayer layer;

        @Resource(name = "channels/orders")
        ChannelLayer named;

        @Resource(name = "channels/orders")
        ChannelLayer given = GIVEN;

        @Resource(lookup = "java:global/channels/elsewhere")
        ChannelLayer elsewhere;
    }

    @Dependent
    public static class LostTill {
        @Resource(name = "channels/lost")
        ChannelLayer nowhere;
    }

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    @interface Own {}

    @Dependent
    public static class WithItsOwn {
        @Produces
        @Own
        static ChannelLayer made = ChannelLayers.get();

        @Inject
        @Own
        ChannelLayer own;
    }

    @Groups("all")
    static class Listening extends WebSocketConsumer {
        @Handles
        void word(Message message) {
            send(message.getString("text"));
        }
    }

    private static Message word(String text) {
        return Message.of("word").with("text", text);
    }

    @Test
    void beans_get_the_layer_of_their_alias_and_the_default_one_without() {
        try (Beans beans = new Beans(Shop.class)) {
            Shop shop = beans.bean(Shop.class);
            beans.application.check(beans.layers);
            assertThat(shop.layer).isEqualTo(new InjectedLayer("default"));
            assertThat(shop.named)
                    .isEqualTo(new InjectedLayer("orders"))
                    .isEqualTo(shop.orders)
                    .isEqualTo(shop.byConstructor);
        }
    }

    @Test
    void what_is_sent_through_an_injected_layer_arrives() {
        try (Beans beans = new Beans(Shop.class);
                WebSocketCommunicator client = beans.connected(Listening.class)) {
            Shop shop = beans.bean(Shop.class);
            shop.layer.groupSend("all", word("sent"));
            shop.layer
                    .groupSendAsync("all", word("sent async"))
                    .toCompletableFuture()
                    .join();
            shop.layer.afterCommit().groupSend("all", word("after commit"));
            shop.layer.send(client.channelName(), word("to one"));
            shop.layer
                    .sendAsync(client.channelName(), word("to one async"))
                    .toCompletableFuture()
                    .join();
            assertThat(client.receiveText()).isEqualTo("sent");
            assertThat(client.receiveText()).isEqualTo("sent async");
            assertThat(client.receiveText()).isEqualTo("after commit");
            assertThat(client.receiveText()).isEqualTo("to one");
            assertThat(client.receiveText()).isEqualTo("to one async");

            shop.layer.groupAdd("some", client.channelName());
            shop.layer.groupSend("some", word("to some"));
            assertThat(client.receiveText()).isEqualTo("to some");
            shop.layer.groupDiscard("some", client.channelName());
            shop.layer
                    .groupAddAsync("few", client.channelName())
                    .toCompletableFuture()
                    .join();
            shop.layer.groupSend("some", word("to nobody"));
            shop.layer.groupSend("few", word("to few"));
            assertThat(client.receiveText()).isEqualTo("to few");
            shop.layer
                    .groupDiscardAsync("few", client.channelName())
                    .toCompletableFuture()
                    .join();
            shop.layer.groupSend("few", word("to nobody"));
            client.receiveNothing();
        }
    }

    @Test
    void an_alias_that_is_not_configured_is_refused_with_the_place_that_asks_for_it() {
        try (Beans beans = new Beans(Shop.class, Lost.class)) {
            assertThatThrownBy(() -> beans.application.check(beans.layers))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("ChannelsExtensionTest$Lost.nowhere asks for the channel layer \"lost\"")
                    .hasMessageContaining("there is default, orders")
                    .hasMessageContaining("channels.layer.lost.url");
        }
    }

    @Test
    void a_resource_field_that_the_container_leaves_null_is_filled_and_no_other() {
        try (Beans beans = new Beans(Till.class)) {
            Till till = beans.bean(Till.class);
            assertThat(beans.application.asksForLayers()).isTrue();
            assertThatCode(() -> beans.application.check(beans.layers)).doesNotThrowAnyException();
            assertThat(till.layer).isEqualTo(new InjectedLayer("default"));
            assertThat(till.named).isEqualTo(new InjectedLayer("orders"));
            assertThat(till.given).isSameAs(Till.GIVEN);
            assertThat(till.elsewhere).isNull();
        }
    }

    @Test
    void a_resource_that_is_neither_declared_nor_configured_is_refused_with_the_place_that_asks_for_it() {
        try (Beans beans = new Beans(LostTill.class)) {
            assertThatThrownBy(() -> beans.application.check(beans.layers))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("ChannelsExtensionTest$LostTill.nowhere asks for the channel layer \"lost\"")
                    .hasMessageContaining("channels.layer.lost.url");
        }
    }

    @Test
    void a_layer_with_a_qualifier_of_the_applications_own_is_the_applications_affair() {
        try (Beans beans = new Beans(WithItsOwn.class)) {
            assertThatCode(() -> beans.application.check(beans.layers)).doesNotThrowAnyException();
            assertThat(beans.bean(WithItsOwn.class).own).isSameAs(beans.layers.layer("default"));
            assertThat(beans.application.asksForLayers()).isFalse();
        }
    }

    @Test
    void a_layer_may_be_injected_before_there_is_one() {
        ChannelLayer early = new InjectedLayer("default");
        assertThatThrownBy(() -> early.groupSend("all", word("nobody listens")))
                .isInstanceOf(ConfigurationException.class);
        try (Beans beans = new Beans(Shop.class);
                WebSocketCommunicator client = beans.connected(Listening.class)) {
            early.groupSend("all", word("later"));
            assertThat(client.receiveText()).isEqualTo("later");
        }
    }

    @Test
    void an_injected_layer_survives_the_passivation_of_its_bean() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(new InjectedLayer("orders"));
        Object read = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertThat(read).isEqualTo(new InjectedLayer("orders"));
    }
}
