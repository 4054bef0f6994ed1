package ee.channels.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.Ticker;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.Inbox;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.LayerConfig;
import ee.channels.layer.LayerContext;
import ee.channels.layer.LayerCounters;
import ee.channels.message.Message;
import ee.channels.redis.RedisServers;
import ee.channels.redis.Traffic;
import ee.channels.redis.config.RedisOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The layer over TLS. */
class PubSubTlsIT {
    private final RedisServers redis = new RedisServers();
    private final List<LayerBackend> open = new ArrayList<>();

    @AfterEach
    void stop() {
        open.forEach(LayerBackend::close);
        redis.close();
    }

    @Test
    void messages_go_through_a_server_whose_certificate_is_trusted_also_after_a_gap() throws Exception {
        RedisServers.Certificate certificate = redis.certificate("ip:127.0.0.1");
        RedisServers.Server server = redis.startTls(certificate);
        Map<String, String> trusting = trusting(certificate);
        Traffic traffic =
                new Traffic(layer(server, trusting), List.of(layer(server, trusting)), List.of("red", "green"));

        server.command("CLIENT", "KILL", "TYPE", "pubsub");

        traffic.gapsAreTold();
        traffic.flows();
        traffic.verify();
    }

    @Test
    void a_certificate_for_another_host_is_refused() throws Exception {
        RedisServers.Certificate certificate = redis.certificate("dns:elsewhere");
        RedisServers.Server server = redis.startTls(certificate);
        LayerBackend layer = layer(server, trusting(certificate));

        assertThat(failure(layer)).isInstanceOf(ChannelLayerUnavailableException.class);
    }

    @Test
    void a_certificate_that_nobody_trusts_is_refused_unless_it_is_not_looked_at() throws Exception {
        RedisServers.Server server = redis.startTls(redis.certificate("ip:127.0.0.1"));

        assertThat(failure(layer(server, Map.of()))).isInstanceOf(ChannelLayerUnavailableException.class);
        LayerBackend careless = layer(server, Map.of("tls-verify", "false"));
        Inbox inbox = new Inbox();
        String channel = careless.newChannel();
        inbox.at(careless, channel);
        careless.send(channel, Message.of("hello")).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(inbox.next().type()).isEqualTo("hello");
    }

    private static Map<String, String> trusting(RedisServers.Certificate certificate) {
        return Map.of(
                "truststore",
                certificate.truststore().toString(),
                "truststore-password",
                "changeit",
                "retry-max",
                "300ms");
    }

    private static Throwable failure(LayerBackend layer) throws Exception {
        try {
            layer.groupSend("room", Message.of("x")).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            return failed.getCause();
        }
        throw new AssertionError("It was sent");
    }

    private LayerBackend layer(RedisServers.Server server, Map<String, String> options) {
        LayerConfig config = LayerConfig.of("default", "rediss://" + server.address(), options);
        LayerBackend layer = new PubSubLayer(
                RedisOptions.of(config), new LayerContext("default", Ticker.system(), new LayerCounters()));
        open.add(layer);
        return layer;
    }
}
