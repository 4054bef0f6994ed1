package ee.channels.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ee.channels.ConfigurationException;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.OverflowPolicy;
import ee.channels.scope.Scope;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsumerApplicationTest {

    @Test
    void classes_that_cannot_be_made_are_refused() {
        refused(Abstract.class, "Abstract is abstract");
        refused(Inner.class, "Inner is an inner class");
        refused(NeedsArgument.class, "NeedsArgument has no constructor without parameters");
    }

    @Test
    void a_private_constructor_will_do() {
        RecordingLink link = new RecordingLink();
        ConsumerApplication.of(Private.class, new PlainConsumerFactory())
                .open(Scope.builder("/").build(), link)
                .connect();
        assertThat(link.events).containsExactly("accept");
    }

    @Test
    void illegal_group_names_are_refused_at_deployment() {
        refused(BadGroup.class, "BadGroup has @Groups(\"has space\")");
        refused(LongGroup.class, "LongGroup has @Groups");
    }

    @Test
    void options_of_the_class_are_laid_over_those_of_the_link() {
        RecordingLink link = new RecordingLink();
        link.options = ConnectionOptions.defaults().toBuilder()
                .inboundMessages(7)
                .outboundMessages(8)
                .build();
        ConsumerApplication.of(Configured.class, new PlainConsumerFactory())
                .open(Scope.builder("/").build(), link);
        assertThat(link.options)
                .isEqualTo(new ConnectionOptions(
                        1024,
                        7,
                        262_144,
                        Duration.ofMillis(1500),
                        50,
                        1_048_576,
                        Duration.ofMillis(2500),
                        OverflowPolicy.COALESCE,
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ZERO,
                        4999,
                        "orders",
                        true));
    }

    @Test
    void every_option_can_be_set_on_a_class() {
        assertThat(WebSocketOptions.class.getDeclaredMethods())
                .extracting(method -> method.getName().replace("Millis", ""))
                .containsExactlyInAnyOrder(java.util.Arrays.stream(ConnectionOptions.class.getRecordComponents())
                        .map(component -> component.getName())
                        .toArray(String[]::new));
    }

    @Test
    void options_are_inherited_and_a_class_without_them_leaves_the_link_alone() {
        RecordingLink link = new RecordingLink();
        ConsumerApplication.of(ConfiguredChild.class, new PlainConsumerFactory())
                .open(Scope.builder("/").build(), link);
        assertThat(link.options.maxMessageSize()).isEqualTo(1024);

        RecordingLink plain = new RecordingLink();
        ConsumerApplication.of(Private.class, new PlainConsumerFactory())
                .open(Scope.builder("/").build(), plain);
        assertThat(plain.events).isEmpty();
    }

    @Test
    void bad_options_are_refused_at_deployment_with_class_and_key() {
        refused(ZeroSize.class, "ZeroSize has @WebSocketOptions", "max-message-size = \"0\"");
        refused(NegativeAge.class, "NegativeAge", "outbound-age");
        refused(BadCode.class, "BadCode", "session-end-code = \"1000\"");
        refused(TwoPolicies.class, "TwoPolicies", "overflow = \"2 values\"");
    }

    private static void refused(Class<? extends WebSocketConsumer> type, String... parts) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConsumerApplication.of(type, new PlainConsumerFactory()))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    abstract static class Abstract extends WebSocketConsumer {}

    class Inner extends WebSocketConsumer {}

    static class NeedsArgument extends WebSocketConsumer {
        NeedsArgument(String argument) {}
    }

    static final class Private extends WebSocketConsumer {
        private Private() {}
    }

    @Groups("has space")
    static class BadGroup extends WebSocketConsumer {}

    @Groups({
        "ok",
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    })
    static class LongGroup extends WebSocketConsumer {}

    @WebSocketOptions(
            maxMessageSize = 1024,
            inboundAgeMillis = 1500,
            outboundMessages = 50,
            outboundAgeMillis = 2500,
            overflow = OverflowPolicy.COALESCE,
            blockTimeoutMillis = 10,
            openTimeoutMillis = 20,
            pingIntervalMillis = 0,
            sessionEndCode = 4999,
            compression = true,
            channelLayer = "orders")
    static class Configured extends WebSocketConsumer {}

    static class ConfiguredChild extends Configured {}

    @WebSocketOptions(maxMessageSize = 0)
    static class ZeroSize extends WebSocketConsumer {}

    @WebSocketOptions(outboundAgeMillis = -5)
    static class NegativeAge extends WebSocketConsumer {}

    @WebSocketOptions(sessionEndCode = 1000)
    static class BadCode extends WebSocketConsumer {}

    @WebSocketOptions(overflow = {OverflowPolicy.BLOCK, OverflowPolicy.CLOSE})
    static class TwoPolicies extends WebSocketConsumer {}
}
