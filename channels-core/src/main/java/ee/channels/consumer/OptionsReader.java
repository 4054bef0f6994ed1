package ee.channels.consumer;

import ee.channels.ConfigurationException;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.OverflowPolicy;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Lays the values that an annotation gives over the options that it does not. */
final class OptionsReader {

    private static final int INHERITED = -1;

    private OptionsReader() {}

    static ConnectionOptions apply(WebSocketOptions declared, ConnectionOptions inherited) {
        ConnectionOptions.Builder options = inherited.toBuilder();
        number(declared.maxMessageSize(), options::maxMessageSize);
        number(declared.inboundMessages(), options::inboundMessages);
        number(declared.inboundBytes(), options::inboundBytes);
        millis(declared.inboundAgeMillis(), options::inboundAge);
        number(declared.outboundMessages(), options::outboundMessages);
        number(declared.outboundBytes(), options::outboundBytes);
        millis(declared.outboundAgeMillis(), options::outboundAge);
        millis(declared.blockTimeoutMillis(), options::blockTimeout);
        millis(declared.openTimeoutMillis(), options::openTimeout);
        millis(declared.pingIntervalMillis(), options::pingInterval);
        number(declared.sessionEndCode(), options::sessionEndCode);
        atMostOne("overflow", declared.overflow().length);
        for (OverflowPolicy policy : declared.overflow()) {
            options.overflow(policy);
        }
        atMostOne("compression", declared.compression().length);
        for (boolean compression : declared.compression()) {
            options.compression(compression);
        }
        if (!declared.channelLayer().isEmpty()) {
            options.channelLayer(declared.channelLayer());
        }
        return options.build();
    }

    private static void number(int value, IntConsumer set) {
        if (value != INHERITED) {
            set.accept(value);
        }
    }

    private static void millis(int value, Consumer<Duration> set) {
        number(value, millis -> set.accept(Duration.ofMillis(millis)));
    }

    private static void atMostOne(String key, int count) {
        if (count > 1) {
            throw ConfigurationException.refused(key, count + " values", "one");
        }
    }
}
