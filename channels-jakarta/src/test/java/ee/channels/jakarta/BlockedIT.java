package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Consumers that block on a server of eight threads, and what is left for everybody else. */
final class BlockedIT {

    private static final int THREADS = 8;

    private static final Diary DIARY = new Diary();
    private static volatile CountDownLatch released;

    private Server server;

    @WebSocketRoute("/ws/blocking")
    static final class Blocking extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            DIARY.write("blocked");
            await();
            send("done " + text);
        }
    }

    @WebSocketRoute("/ws/slow")
    static final class Slow extends WebSocketConsumer {
        @Override
        protected void connect() {
            DIARY.write("blocked");
            await();
            accept();
        }
    }

    private static void await() {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        DIARY.clear();
        released = new CountDownLatch(1);
        server = Server.with(Blocking.class, Slow.class).maxThreads(THREADS).start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.close();
    }

    @Test
    void handlers_that_block_leave_threads_for_http_and_lose_nothing() throws Exception {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 3 * THREADS; i++) {
            clients.add(Client.open(server, "/ws/blocking").send("first").send("second"));
        }
        for (int i = 0; i < THREADS; i++) {
            assertThat(DIARY.next()).isEqualTo("blocked");
        }

        assertThat(Client.get(server, "/nothing").statusCode()).isEqualTo(404);
        assertThat(Client.status(server, "/ws/nothing")).isEqualTo(404);

        released.countDown();
        for (Client client : clients) {
            assertThat(client.next()).isEqualTo("text done first");
            assertThat(client.next()).isEqualTo("text done second");
        }
    }

    @Test
    void a_connect_that_blocks_leaves_threads_for_http() throws Exception {
        List<CompletableFuture<Client>> opening = new ArrayList<>();
        for (int i = 0; i < 3 * THREADS; i++) {
            opening.add(Client.opening(server, "/ws/slow"));
        }
        for (int i = 0; i < THREADS / 2; i++) {
            assertThat(DIARY.next()).isEqualTo("blocked");
        }

        assertThat(Client.get(server, "/nothing").statusCode()).isEqualTo(404);

        released.countDown();
        List<Integer> answers = opening.stream()
                .map(opened -> opened.handle((client, failure) -> failure == null ? 101 : status(failure))
                        .join())
                .toList();
        assertThat(answers).contains(101, 503).containsOnly(101, 503);
    }

    private static int status(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof WebSocketHandshakeException refusal
                ? refusal.getResponse().statusCode()
                : -1;
    }
}
