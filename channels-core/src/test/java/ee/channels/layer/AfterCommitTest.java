package ee.channels.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.CapturedLog;
import ee.channels.layer.LayerCounters.Kind;
import ee.channels.message.InvalidNameException;
import ee.channels.message.Message;
import ee.channels.testing.FakeClock;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AfterCommitTest {
    private static final Message HELLO = Message.of("hello");

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private URLClassLoader application;
    private ChannelLayers layers;
    private FakeLayer backend;
    private ChannelLayer view;

    @BeforeEach
    void be_an_application_with_transactions(@TempDir Path libraries) throws IOException {
        Path services = Files.createDirectories(libraries.resolve("META-INF/services"));
        Files.writeString(services.resolve(ChannelLayerProvider.class.getName()), FakeLayerProvider.class.getName());
        Files.writeString(services.resolve(TransactionHook.class.getName()), FakeTransactions.class.getName());
        application = new URLClassLoader(new URL[] {libraries.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(application);
        layers = new ChannelLayers(
                List.of(LayerConfig.of("default", "fake:?after-commit-calls=3", Map.of())), new FakeClock());
        backend = (FakeLayer) layers.backend("default");
        view = layers.layer("default").afterCommit();
    }

    @AfterEach
    void end() throws IOException {
        FakeTransactions.none();
        layers.close();
        Thread.currentThread().setContextClassLoader(before);
        application.close();
    }

    private long counted(Kind kind) {
        return layers.counters("default").get(kind);
    }

    @Test
    void CL_36_nothing_is_done_before_the_commit_and_then_all_of_it_in_order() {
        FakeTransactions.begin();

        view.groupAdd("room", "c!1");
        assertThat(view.groupSendAsync("room", HELLO).toCompletableFuture()).isCompleted();
        view.send("jobs", HELLO);
        assertThat(backend.calls).isEmpty();
        FakeTransactions.commit();

        assertThat(backend.calls).containsExactly("join room c!1", "groupSend room hello", "send jobs hello");
        assertThat(FakeTransactions.participants()).isOne();
    }

    @Test
    void CL_36_a_call_waits_for_the_effect_of_the_one_before_and_the_committing_thread_does_not() {
        CompletableFuture<Void> joining = new CompletableFuture<>();
        backend.answer = joining;
        FakeTransactions.begin();
        view.groupAdd("room", "c!1");
        view.groupSend("room", HELLO);

        FakeTransactions.commit();
        assertThat(backend.calls).containsExactly("join room c!1");
        joining.complete(null);

        assertThat(backend.calls).containsExactly("join room c!1", "groupSend room hello");
    }

    @Test
    void a_transaction_of_many_messages_fits_onto_the_stack() {
        ChannelLayers memory = new ChannelLayers(List.of(), new FakeClock());
        try {
            Inbox jobs = new Inbox();
            jobs.at(memory.backend("default"), "jobs");
            FakeTransactions.begin();
            IntStream.range(0, 10_000)
                    .forEach(i -> memory.layer("default").afterCommit().groupSend("room", HELLO));
            FakeTransactions.commit();
            assertThat(memory.counters("default").get(Kind.GROUP_SENT)).isEqualTo(10_000);
        } finally {
            memory.close();
        }
    }

    @Test
    void many_messages_that_wait_for_an_answer_fit_onto_the_stack() {
        HeldCalls held = new HeldCalls("default", 10_000, layers.counters("default"));
        CompletableFuture<Void> first = new CompletableFuture<>();
        List<Integer> made = new ArrayList<>();
        IntStream.range(0, 10_000)
                .forEach(i -> held.hold(new HeldCalls.Call("call", () -> {
                    made.add(i);
                    return i == 0 ? first : CompletableFuture.completedStage(null);
                })));

        held.completed(true);
        assertThat(made).containsExactly(0);
        first.complete(null);

        assertThat(made).hasSize(10_000).isSorted();
    }

    @Test
    void CL_37_a_rollback_drops_and_counts_everything() {
        FakeTransactions.begin();
        view.groupSend("room", HELLO);
        view.send("jobs", HELLO);

        FakeTransactions.rollback();
        view.groupDiscardAsync("room", "c!1");

        assertThat(backend.calls).isEmpty();
        assertThat(counted(Kind.ROLLED_BACK)).isEqualTo(3);
    }

    @Test
    void CL_38_outside_of_a_transaction_the_view_is_the_layer() {
        view.send("jobs", HELLO);
        view.groupSend("room", HELLO);
        view.groupAdd("room", "c!1");
        view.groupDiscard("room", "c!1");

        assertThat(backend.calls)
                .containsExactly("send jobs hello", "groupSend room hello", "join room c!1", "leave room c!1");
        assertThat(view.afterCommit()).isSameAs(view);
        assertThat(view).hasToString("ChannelLayer[default].afterCommit()");
    }

    @Test
    void CL_38_what_is_called_after_the_commit_is_done_at_once() {
        FakeTransactions.begin();
        view.send("jobs", HELLO);
        FakeTransactions.commit();

        view.send("more", HELLO);

        assertThat(backend.calls).containsExactly("send jobs hello", "send more hello");
    }

    @Test
    void CL_39_names_and_sizes_are_refused_at_the_call() {
        FakeTransactions.begin();
        backend.limit = 4;

        assertThatThrownBy(() -> view.send("no name", HELLO)).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> view.groupSendAsync("no name", HELLO)).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> view.groupAdd("room", "no name")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> view.groupDiscard("no name", "c!1")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> view.groupSend("room", HELLO)).isInstanceOf(MessageTooLargeException.class);
        assertThat(view.sendAsync("jobs", HELLO).toCompletableFuture())
                .failsWithin(java.time.Duration.ofSeconds(1))
                .withThrowableThat()
                .withCauseInstanceOf(MessageTooLargeException.class);

        FakeTransactions.commit();
        assertThat(backend.calls).isEmpty();
        assertThat(counted(Kind.FAILED_AFTER_COMMIT)).isZero();
    }

    @Test
    void CL_40_a_transaction_keeps_so_many_calls_and_no_more() {
        FakeTransactions.begin();
        view.send("a", HELLO);
        view.send("b", HELLO);
        view.groupAdd("room", "c!1");

        assertThatThrownBy(() -> view.send("d", HELLO))
                .isInstanceOf(ChannelLayerException.class)
                .hasMessageContainingAll("Layer default: send to channel d", "3 calls", "after-commit-calls");
        assertThat(view.groupSendAsync("room", HELLO).toCompletableFuture()).isCompletedExceptionally();

        FakeTransactions.commit();
        assertThat(backend.calls).containsExactly("send a hello", "send b hello", "join room c!1");
    }

    @Test
    void CL_41_a_call_that_fails_after_the_commit_is_counted_and_those_behind_it_are_made() {
        backend.answer = CompletableFuture.failedStage(new ChannelFullException("jobs", 1));
        FakeTransactions.begin();
        view.send("jobs", HELLO);
        view.send("more", HELLO);

        try (CapturedLog log = new CapturedLog(HeldCalls.class)) {
            FakeTransactions.commit();

            assertThat(backend.calls).containsExactly("send jobs hello", "send more hello");
            assertThat(counted(Kind.FAILED_AFTER_COMMIT)).isEqualTo(2);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARNING"))
                    .singleElement()
                    .asString()
                    .contains("send to channel jobs failed after its transaction had committed");
        }
    }

    @Test
    void an_application_can_ask_whether_there_are_transactions() {
        assertThat(layers.haveTransactions()).isTrue();
        Thread.currentThread().setContextClassLoader(before);
        ChannelLayers without = new ChannelLayers(List.of(), new FakeClock());
        try {
            FakeTransactions.begin();
            without.layer("default").afterCommit().send("jobs", HELLO);

            assertThat(without.haveTransactions()).isFalse();
            assertThat(without.counters("default").get(Kind.SENT)).isOne();
        } finally {
            without.close();
        }
    }
}
