package ee.channels.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.CapturedLog;
import ee.channels.ConfigurationException;
import ee.channels.message.Message;
import ee.channels.testing.FakeClock;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerWideLayerTest {
    private static final Message HELLO = Message.of("hello");

    private final ServerWideLayer shared =
            ServerWideLayer.open(LayerConfig.of("server", "memory:", Map.of()), new FakeClock());
    private final ChannelLayers first = new ChannelLayers(List.of(), new FakeClock());
    private final ChannelLayers second = new ChannelLayers(List.of(), new FakeClock());

    @AfterEach
    void close() {
        first.close();
        second.close();
        shared.closeWithServer();
    }

    private static Inbox member(ChannelLayers application) {
        LayerBackend backend = application.backend("default");
        Inbox inbox = new Inbox(application);
        String channel = backend.newChannel();
        inbox.at(backend, channel);
        backend.join("room", channel).toCompletableFuture().join();
        return inbox;
    }

    @Test
    void the_log_names_each_layer_that_an_application_has() {
        try (CapturedLog log = new CapturedLog("ee.channels.layer");
                ChannelLayers layers =
                        new ChannelLayers(List.of(LayerConfig.of("mine", "memory:", Map.of())), new FakeClock())) {
            layers.adopt("default", shared);

            assertThat(log.lines())
                    .containsExactly(
                            "INFO Channels: layer mine is memory:",
                            "INFO Channels: layer default is the server's "
                                    + shared.config().alias() + ", memory:");
        }
    }

    @Test
    void applications_that_adopt_it_receive_what_the_others_send() {
        assertThat(first.adopt("default", shared)).isSameAs(shared).isSameAs(first.layer("default"));
        second.adopt("default", shared);
        Inbox here = member(first);
        Inbox there = member(second);

        first.layer("default").groupSend("room", HELLO);

        assertThat(here.next()).isEqualTo(HELLO);
        assertThat(there.next()).isEqualTo(HELLO);
    }

    @Test
    void an_application_that_ends_takes_its_subscriptions_along_and_nothing_else() {
        first.adopt("default", shared);
        second.adopt("default", shared);
        Inbox gone = member(first);
        Inbox stays = member(second);

        first.close();
        shared.groupSend("room", HELLO);

        assertThat(stays.next()).isEqualTo(HELLO);
        assertThat(gone.size()).isZero();
        assertThat(second.counters("default").get(LayerCounters.Kind.ADDRESSED)).isOne();
    }

    @Test
    void an_application_that_has_ended_can_do_nothing_more_with_it() {
        first.adopt("default", shared);
        LayerBackend backend = first.backend("default");
        first.close();

        assertThatThrownBy(backend::newChannel).isInstanceOf(ChannelLayerUnavailableException.class);
        assertThatThrownBy(() -> backend.subscribe("jobs", new Inbox()))
                .isInstanceOf(ChannelLayerUnavailableException.class);
        assertThat(List.of(
                        backend.send("jobs", HELLO),
                        backend.groupSend("room", HELLO),
                        backend.join("room", "jobs"),
                        backend.leave("room", "jobs")))
                .allSatisfy(stage -> assertThat(stage.toCompletableFuture()).isCompletedExceptionally());
        shared.send("jobs", HELLO);
    }

    @Test
    void no_application_flushes_it() {
        first.adopt("default", shared);
        shared.send("jobs", HELLO);

        assertThat(first.backend("default").flush().toCompletableFuture()).isCompletedExceptionally();
        Inbox jobs = new Inbox();
        jobs.at(first.backend("default"), "jobs");
        assertThat(jobs.next()).isEqualTo(HELLO);
    }

    @Test
    void it_is_closed_with_the_server() {
        first.adopt("default", shared);

        shared.closeWithServer();

        assertThatThrownBy(() -> shared.groupSend("room", HELLO)).isInstanceOf(ChannelLayerUnavailableException.class);
        assertThatThrownBy(() -> first.backend("default").newChannel())
                .isInstanceOf(ChannelLayerUnavailableException.class);
    }

    @Test
    void it_is_nothing_that_closes_by_accident() {
        assertThat(shared).isNotInstanceOf(AutoCloseable.class);
        assertThat(Arrays.stream(ServerWideLayer.class.getMethods()).map(method -> method.getName()))
                .doesNotContain("close", "shutdown", "destroy", "dispose");
    }

    @Test
    void a_layer_of_the_same_alias_is_refused_by_both_configurations() {
        first.open(LayerConfig.of("default", "memory:?capacity=7", Map.of()));

        assertThatThrownBy(() -> first.adopt("default", shared))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("default", "capacity=7", "server = memory:");
        assertThat(second.adopt("default", shared)).isSameAs(second.adopt("default", shared));
    }

    @Test
    void the_application_that_asks_first_has_no_part_in_it(@TempDir Path libraries) throws IOException {
        Path services = Files.createDirectories(libraries.resolve("META-INF/services"));
        Files.writeString(services.resolve(ChannelLayerProvider.class.getName()), FakeLayerProvider.class.getName());
        LayerConfig config = LayerConfig.of("x", "fake:", Map.of());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader application =
                new URLClassLoader(new URL[] {libraries.toUri().toURL()}, before)) {
            thread.setContextClassLoader(application);

            assertThatThrownBy(() -> ServerWideLayer.open(config, new FakeClock()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("fake:");

            assertThat(thread.getContextClassLoader()).isSameAs(application);
            first.open(LayerConfig.of("own", "fake:", Map.of()));
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
