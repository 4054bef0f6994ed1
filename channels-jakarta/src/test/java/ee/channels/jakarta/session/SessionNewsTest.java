package ee.channels.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.application.CloseReason;
import ee.channels.application.CloseReason.Cause;
import ee.channels.application.Handler;
import ee.channels.application.Link;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.Subscriber;
import ee.channels.message.Message;
import ee.channels.runtime.ChannelsRuntime;
import ee.channels.runtime.HandshakeAnswer;
import ee.channels.runtime.RuntimeOptions;
import ee.channels.scope.Headers;
import ee.channels.scope.Scope;
import ee.channels.scope.ScopeSession;
import ee.channels.testing.FakeClock;
import ee.channels.testing.ManualThreads;
import ee.channels.testing.RecordingTransport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes of one application with a layer between them, which may be away. */
final class SessionNewsTest {

    private final FakeClock clock = new FakeClock();
    private final ManualThreads threads = new ManualThreads(clock);
    private final ChannelLayers layers = new ChannelLayers(List.of(), clock);
    private final Node here = new Node("/shop");
    private final Node there = new Node("/shop");

    /** One node: its sessions, and what ended there. */
    private final class Node {
        private final List<Cause> ends = new ArrayList<>();
        private final SessionBridge bridge = new SessionBridge(Duration.ZERO);
        private final ChannelsRuntime runtime = new ChannelsRuntime(
                (scope, link) -> new Accepting(link, ends), layers, RuntimeOptions.forServerThreads(8), threads, clock);
        private final SessionNews news;
        private boolean away;

        private Node(String contextPath) {
            ChannelLayer shared = layers.layer("default");
            ChannelLayer layer = (ChannelLayer) Proxy.newProxyInstance(
                    Node.class.getClassLoader(), new Class<?>[] {ChannelLayer.class}, (proxy, method, arguments) -> {
                        if (away) {
                            return CompletableFuture.failedStage(
                                    new ChannelLayerUnavailableException("the layer is away", null));
                        }
                        try {
                            return method.invoke(shared, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
            news = new SessionNews(layer, layers.backend("default"), contextPath, threads);
            bridge.start(runtime, threads, Optional.of(news));
        }

        private void connect(String session) {
            ScopeSession opened = bridge.open(FakeSession.request(new FakeSession(session)));
            HandshakeAnswer answer =
                    runtime.handshake(Scope.builder("/").session(opened).build());
            bridge.answered(opened, answer);
            ((HandshakeAnswer.Accepted) answer).connection().opened(new RecordingTransport());
            threads.runAll();
        }

        private List<Cause> ends() {
            threads.runAll();
            return ends;
        }
    }

    /** Accepts everybody. */
    private static final class Accepting implements Handler {
        private final Link link;
        private final List<Cause> ends;

        private Accepting(Link link, List<Cause> ends) {
            this.link = link;
            this.ends = ends;
        }

        @Override
        public void connect() {
            link.accept(Optional.empty(), Headers.empty());
        }

        @Override
        public void text(String text) {}

        @Override
        public void binary(ByteBuffer bytes) {}

        @Override
        public void message(Message message) {}

        @Override
        public void gap(Gap gap) {}

        @Override
        public void disconnect(CloseReason reason) {
            ends.add(reason.cause());
        }
    }

    @AfterEach
    void close() {
        here.bridge.close();
        there.bridge.close();
        layers.close();
    }

    @Test
    void the_end_of_a_session_closes_its_sockets_on_the_other_node_and_no_others() {
        there.connect("ann");
        there.connect("ann");
        there.connect("bob");

        here.bridge.sessionDestroyed("ann");

        assertThat(there.ends()).containsExactly(Cause.SESSION_ENDED, Cause.SESSION_ENDED);
        assertThat(there.bridge.bound()).isEqualTo(1);
        assertThat(here.bridge.newsCounts()).containsEntry("told", 1L).containsEntry("heard", 0L);
        assertThat(there.bridge.newsCounts()).containsEntry("heard", 1L).containsEntry("told", 0L);
    }

    @Test
    void a_new_id_is_followed_on_the_other_node() {
        there.connect("before");
        FakeSession session = new FakeSession("after");

        here.bridge.sessionIdChanged(session, "before");
        here.bridge.sessionDestroyed("before");
        assertThat(there.ends()).isEmpty();
        here.bridge.sessionDestroyed("after");

        assertThat(there.ends()).containsExactly(Cause.SESSION_ENDED);
    }

    @Test
    void an_end_that_was_heard_before_the_new_id_counts_as_well() {
        there.connect("before");
        there.bridge.sessionDestroyed("after");

        here.bridge.sessionIdChanged(new FakeSession("after"), "before");

        assertThat(there.ends()).containsExactly(Cause.SESSION_ENDED);
    }

    @Test
    void a_session_that_has_ended_elsewhere_takes_no_more_sockets() {
        here.bridge.sessionDestroyed("ann");

        there.connect("ann");

        assertThat(there.ends()).containsExactly(Cause.SESSION_ENDED);
    }

    @Test
    void what_a_node_has_told_it_does_not_hear_itself() {
        here.bridge.sessionDestroyed("ann");
        here.bridge.sessionCreated("ann"); // an id that is used again
        here.connect("ann");

        there.news.gap(new Gap(Set.of()));
        threads.advance(Duration.ofSeconds(1));

        assertThat(here.ends()).isEmpty();
    }

    @Test
    void another_application_hears_nothing() {
        Node other = new Node("/admin");
        other.connect("ann");

        here.bridge.sessionDestroyed("ann");

        assertThat(other.ends()).isEmpty();
        other.bridge.close();
    }

    @Test
    void a_node_that_stops_ends_no_sessions_elsewhere() {
        there.connect("ann");
        here.runtime.stopAccepting();

        here.bridge.sessionDestroyed("ann");

        assertThat(there.ends()).isEmpty();
    }

    @Test
    void while_the_layer_is_away_a_node_closes_its_own_sockets_and_the_others_are_told_when_it_is_back() {
        here.connect("ann");
        there.connect("ann");
        here.away = true;

        here.bridge.sessionDestroyed("ann");
        assertThat(here.ends()).containsExactly(Cause.SESSION_ENDED);
        threads.advance(Duration.ofSeconds(5));
        assertThat(there.ends()).isEmpty();
        here.away = false;
        threads.advance(Duration.ofSeconds(5));

        assertThat(there.ends()).containsExactly(Cause.SESSION_ENDED);
        assertThat(here.bridge.newsCounts()).containsEntry("told", 1L).containsEntry("failed", 2L);
    }

    @Test
    void a_node_that_may_have_missed_something_asks_the_others() {
        there.bridge.close(); // hears nothing
        Node late = new Node("/shop");
        here.bridge.sessionDestroyed("ann");
        Node missed = new Node("/shop"); // was not there when it was told
        missed.connect("ann");
        assertThat(missed.ends()).isEmpty();

        missed.news.gap(new Gap(Set.of()));
        threads.advance(Duration.ofSeconds(1));

        assertThat(missed.ends()).containsExactly(Cause.SESSION_ENDED);
        late.bridge.close();
        missed.bridge.close();
    }

    @Test
    void only_the_latest_news_are_kept_to_be_told_again() {
        IntStream.range(0, 5_000).forEach(i -> here.bridge.sessionDestroyed("session " + i));
        Node missed = new Node("/shop");
        missed.connect("session 0");
        missed.connect("session 4999");

        missed.news.gap(new Gap(Set.of()));
        threads.advance(Duration.ofSeconds(1));

        assertThat(missed.ends()).hasSize(1);
        assertThat(missed.bridge.newsCounts()).containsEntry("heard", 1_024L);
        missed.bridge.close();
    }

    @Test
    void no_id_is_on_the_wire() {
        List<Delivery> wire = new ArrayList<>();
        String spy = layers.backend("default").newChannel();
        layers.backend("default").subscribe(spy, new Subscriber() {
            @Override
            public Object application() {
                return this;
            }

            @Override
            public boolean offer(Delivery delivery) {
                return wire.add(delivery);
            }

            @Override
            public void gap(Gap gap) {}
        });
        layers.layer("default").groupAdd("channels-sessions.._2fshop", spy);

        here.bridge.sessionDestroyed("secret");

        assertThat(wire).hasSize(1);
        assertThat(wire.get(0).message().fields().toString())
                .doesNotContain("secret")
                .contains(SessionHash.of("secret"));
    }

    @Test
    void a_message_that_is_no_news_is_ignored() {
        there.connect("ann");

        layers.layer("default").groupSend("channels-sessions.._2fshop", Message.of("session.news"));
        layers.layer("default")
                .groupSend(
                        "channels-sessions.._2fshop",
                        Message.of("session.news")
                                .with("node", "x")
                                .with("news", List.of(7L, ">", ""))
                                .with("ask", false));

        assertThat(there.ends()).isEmpty();
    }
}
