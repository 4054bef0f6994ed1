package ee.channels.jakarta.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.application.CloseReason;
import ee.channels.application.CloseReason.Cause;
import ee.channels.application.Handler;
import ee.channels.layer.Gap;
import ee.channels.message.Message;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class CallContextTest {

    private final ClassLoader application = new URLClassLoader(new URL[0]);
    private final ClassLoader server = Thread.currentThread().getContextClassLoader();
    private final LoaderContext plain = new LoaderContext(application);
    private final List<String> steps = new ArrayList<>();

    private void step() {
        boolean within = Thread.currentThread().getContextClassLoader() == application;
        steps.add(within ? "in the application" : "outside");
    }

    /** What a container does that captures contexts. */
    private void captured(Runnable task) {
        steps.add("set up");
        try {
            task.run();
        } finally {
            steps.add("taken down");
        }
    }

    @Test
    void a_callback_has_the_class_loader_of_the_application_and_the_thread_gets_its_own_back() {
        plain.run(this::step);
        step();
        assertThat(steps).containsExactly("in the application", "outside");
    }

    @Test
    void the_thread_gets_its_class_loader_back_after_an_exception_too() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        assertThatThrownBy(() -> plain.run(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(server);
    }

    @Test
    void a_context_within_itself_is_left_alone() {
        plain.run(() -> {
            plain.run(this::step);
            step();
        });
        assertThat(steps).containsExactly("in the application", "in the application");
    }

    @Test
    void a_captured_context_is_set_up_and_taken_down_around_the_callback() {
        new CapturedContext(this::captured, plain).run(this::step);
        assertThat(steps).containsExactly("set up", "outside", "taken down");
    }

    @Test
    void what_a_callback_throws_passes_as_it_is_and_not_through_the_container() {
        List<Exception> seen = new ArrayList<>();
        Executor curious = task -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                seen.add(e);
            }
        };
        IllegalStateException failure = new IllegalStateException("on purpose");
        AssertionError error = new AssertionError("on purpose");
        CapturedContext context = new CapturedContext(curious, plain);
        assertThatThrownBy(() -> context.run(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThatThrownBy(() -> context.run(() -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThat(seen).isEmpty();
    }

    @Test
    void a_callback_runs_once_with_the_class_loader_where_the_container_refuses_or_does_nothing() {
        new CapturedContext(
                        task -> {
                            throw new RejectedExecutionException("stopping");
                        },
                        plain)
                .run(this::step);
        new CapturedContext(task -> {}, plain).run(this::step);
        assertThat(steps).containsExactly("in the application", "in the application");
    }

    @Test
    void a_callback_is_not_run_twice_when_the_container_fails_after_it() {
        CapturedContext context = new CapturedContext(
                task -> {
                    task.run();
                    throw new IllegalStateException("cannot take down");
                },
                plain);
        assertThatThrownBy(() -> context.run(this::step)).hasMessage("cannot take down");
        assertThat(steps).containsExactly("outside");
    }

    @Test
    void every_callback_but_connect_is_put_into_the_context() {
        Handler handler = new HandlerInContext(new Written(), new CapturedContext(this::captured, plain));
        handler.connect();
        handler.text("");
        handler.binary(ByteBuffer.allocate(0));
        handler.message(Message.of("word"));
        handler.gap(new Gap(Set.of()));
        handler.disconnect(new CloseReason(1000, "", Cause.CLIENT));
        assertThat(steps)
                .containsExactly(
                        "connect",
                        "set up",
                        "text",
                        "taken down",
                        "set up",
                        "binary",
                        "taken down",
                        "set up",
                        "message",
                        "taken down",
                        "set up",
                        "gap",
                        "taken down",
                        "set up",
                        "disconnect",
                        "taken down");
        assertThat(handler.kind()).isEqualTo(Written.class);
    }

    private final class Written implements Handler {
        @Override
        public void connect() {
            steps.add("connect");
        }

        @Override
        public void text(String text) {
            steps.add("text");
        }

        @Override
        public void binary(ByteBuffer bytes) {
            steps.add("binary");
        }

        @Override
        public void message(Message message) {
            steps.add("message");
        }

        @Override
        public void gap(Gap gap) {
            steps.add("gap");
        }

        @Override
        public void disconnect(CloseReason reason) {
            steps.add("disconnect");
        }
    }
}
