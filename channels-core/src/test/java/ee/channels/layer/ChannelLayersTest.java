package ee.channels.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ee.channels.ConfigurationException;
import ee.channels.message.InvalidNameException;
import ee.channels.message.Message;
import ee.channels.testing.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelLayersTest {
    private static final Message HELLO = Message.of("hello");

    @TempDir
    Path directory;

    private final List<ChannelLayers> open = new ArrayList<>();
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private ClassLoader application;

    @BeforeEach
    void be_an_application() {
        FakeLayerProvider.CLOSED.clear();
        application = loaderWith(FakeLayerProvider.class.getName());
        Thread.currentThread().setContextClassLoader(application);
    }

    @AfterEach
    void be_none() {
        Thread.currentThread().setContextClassLoader(before);
        open.forEach(ChannelLayers::close);
    }

    /** As an application's loader that has a provider in its WEB-INF/lib. */
    private ClassLoader loaderWith(String... providers) {
        try {
            Path file = Files.write(Files.createTempFile(directory, "services", ""), List.of(providers));
            URL url = file.toUri().toURL();
            return new ClassLoader(ChannelLayersTest.class.getClassLoader()) {
                @Override
                protected Enumeration<URL> findResources(String name) throws IOException {
                    return name.equals("META-INF/services/" + ChannelLayerProvider.class.getName())
                            ? Collections.enumeration(List.of(url))
                            : super.findResources(name);
                }
            };
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private ChannelLayers layers(LayerConfig... configs) {
        ChannelLayers layers = new ChannelLayers(Arrays.asList(configs), new FakeClock());
        open.add(layers);
        return layers;
    }

    private static LayerConfig config(String alias, String url) {
        return LayerConfig.of(alias, url, Map.of());
    }

    private static FakeLayer fake(ChannelLayers layers, String alias) {
        return (FakeLayer) layers.backend(alias);
    }

    // ---- aliases

    @Test
    void with_nothing_configured_there_is_a_default_in_memory() {
        ChannelLayers layers = layers();

        assertThat(layers.aliases()).containsExactly("default");
        layers.layer("default").send("jobs", HELLO);
        assertThat(layers.counters("default").get(LayerCounters.Kind.HELD)).isOne();
    }

    @Test
    void CL_35_the_same_alias_gives_the_same_layer_each_time() {
        ChannelLayers layers = layers(config("default", "memory:"), config("chat", "memory:"));

        assertThat(layers.layer("chat")).isSameAs(layers.layer("chat")).isNotSameAs(layers.layer("default"));
        assertThat(layers.backend("chat")).isSameAs(layers.backend("chat"));
        assertThat(layers.counters("chat")).isSameAs(layers.counters("chat"));
        assertThat(layers.aliases()).containsExactly("default", "chat");
        assertThat(layers.layer("chat")).hasToString("ChannelLayer[chat]");
    }

    @Test
    void what_is_configured_reaches_the_layer() {
        ChannelLayers layers = layers(config("default", "memory:?capacity=1"));
        ChannelLayer layer = layers.layer("default");
        layer.send("jobs", HELLO);

        assertThatThrownBy(() -> layer.send("jobs", HELLO)).isInstanceOf(ChannelFullException.class);
    }

    @Test
    void an_unknown_alias_is_refused_with_those_that_are() {
        ChannelLayers layers = layers(config("chat", "memory:"), config("jobs", "memory:"));

        assertThatThrownBy(() -> layers.layer("defualt"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"defualt\"")
                .hasMessageContaining("chat, jobs")
                .hasMessageContaining("channels.layer.defualt.url");
        assertThatThrownBy(() -> layers.layer("default")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> layers().layer("chat")).hasMessageContaining("default");
    }

    @Test
    void opening_the_same_configuration_twice_gives_one_layer() {
        ChannelLayers layers = layers();
        ChannelLayer first = layers.open(config("chat", "memory:?capacity=5"));

        assertThat(layers.open(LayerConfig.of("chat", "memory:", Map.of("capacity", "5"))))
                .isSameAs(first);
        assertThat(layers.layer("chat")).isSameAs(first);
        assertThat(layers.aliases()).containsExactly("chat", "default");
    }

    @Test
    void opening_an_alias_with_another_configuration_is_refused_by_name_and_without_secrets() {
        ChannelLayers layers = layers(config("chat", "fake://:s3cret@host"));

        assertThatThrownBy(() -> layers.open(config("chat", "fake://:other@host")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("chat")
                .hasMessageContaining("fake://***@host")
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("other@");
    }

    @Test
    void the_default_can_be_opened_otherwise_until_it_is_first_used() {
        ChannelLayers layers = layers();
        ChannelLayer opened = layers.open(config("default", "memory:?capacity=5"));
        assertThat(layers.layer("default")).isSameAs(opened);

        ChannelLayers used = layers();
        used.layer("default");
        assertThat(used.open(config("default", "memory:"))).isSameAs(used.layer("default"));
        assertThatThrownBy(() -> used.open(config("default", "memory:?capacity=5")))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void threads_that_ask_for_a_new_layer_at_once_get_one() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int round = 0; round < 50; round++) {
            ChannelLayers layers = layers();
            CountDownLatch start = new CountDownLatch(1);
            List<Future<ChannelLayer>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean get = i % 2 == 0;
                asked.add(threads.submit(() -> {
                    start.await();
                    return get ? layers.layer("default") : layers.open(config("default", "memory:"));
                }));
            }
            start.countDown();
            Set<ChannelLayer> got = new HashSet<>();
            for (Future<ChannelLayer> future : asked) {
                got.add(future.get(10, TimeUnit.SECONDS));
            }
            assertThat(got).hasSize(1);
        }
        threads.shutdown();
    }

    // ---- providers

    @Test
    void a_provider_of_the_application_is_found_through_its_class_loader() {
        assertThat(layers(config("default", "fake:")).backend("default")).isInstanceOf(FakeLayer.class);
    }

    @Test
    void the_memory_layer_is_found_on_a_thread_without_a_class_loader() {
        Thread.currentThread().setContextClassLoader(null);

        layers(config("default", "memory:")).layer("default").groupSend("room", HELLO);
    }

    @Test
    void the_memory_layer_is_found_on_a_thread_of_the_server() {
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());

        layers(config("default", "memory:")).layer("default").groupSend("room", HELLO);
    }

    @Test
    void an_unknown_scheme_is_refused_with_the_known_ones() {
        assertThatThrownBy(() -> layers(config("chat", "rabbit://:s3cret@host")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("channels.layer.chat.url")
                .hasMessageContaining("rabbit://***@host")
                .hasMessageContaining("fake, memory")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://host", "rediss://host", "redis-sentinel://host/master", "redis-cluster://host"})
    void a_redis_URL_without_its_provider_names_the_artifact_to_add(String url) {
        assertThatThrownBy(() -> layers(config("default", url))).hasMessageContaining("ee.channels:channels-redis");
    }

    @Test
    void a_broken_provider_harms_no_other_and_is_shown_when_a_scheme_is_missing() {
        Thread.currentThread().setContextClassLoader(loaderWith("no.such.Provider", String.class.getName()));

        layers(config("default", "memory:")).layer("default");
        assertThatThrownBy(() -> layers(config("default", "fake:")))
                .satisfies(refusal -> assertThat(refusal.getSuppressed())
                        .anySatisfy(broken -> assertThat(broken).hasMessageContaining("no.such.Provider")));
    }

    @Test
    void what_a_provider_throws_is_not_hidden_and_layers_that_were_open_are_closed() {
        assertThatThrownBy(() -> layers(config("first", "fake:"), config("second", "fake:?broken=true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the layer is at fault");

        assertThat(FakeLayerProvider.CLOSED).containsExactly("first");
    }

    @Test
    void an_alias_whose_opening_failed_can_be_opened_again() {
        ChannelLayers layers = layers();
        assertThatThrownBy(() -> layers.open(config("chat", "fake:?broken=true")))
                .isInstanceOf(IllegalArgumentException.class);

        layers.open(config("chat", "fake:")).send("jobs", HELLO);
    }

    @Test
    void an_option_that_the_provider_does_not_know_is_refused_and_the_layer_closed() {
        assertThatThrownBy(() -> layers(config("default", "fake:?capacty=5")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("channels.layer.default.capacty")
                .hasMessageContaining("broken, command-timeout");

        assertThat(FakeLayerProvider.CLOSED).containsExactly("default");
    }

    @Test
    void the_layer_is_given_its_alias_the_ticker_and_the_counters() {
        ChannelLayers layers = layers(config("chat", "fake:"));

        assertThat(fake(layers, "chat").context.alias()).isEqualTo("chat");
        assertThat(fake(layers, "chat").context.counters()).isSameAs(layers.counters("chat"));
        assertThat(fake(layers, "chat").context.ticker()).isInstanceOf(FakeClock.class);
    }

    // ---- the end

    @Test
    void closing_closes_the_last_opened_first_and_once() {
        ChannelLayers layers = layers(config("a", "fake:"), config("b", "fake:"));
        layers.open(config("c", "fake:"));

        layers.close();
        layers.close();

        assertThat(FakeLayerProvider.CLOSED).containsExactly("c", "b", "a");
        assertThatThrownBy(() -> layers.layer("a"))
                .isInstanceOf(ChannelLayerUnavailableException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> layers.open(config("d", "fake:")))
                .isInstanceOf(ChannelLayerUnavailableException.class);
        assertThat(layers.aliases()).isEmpty();
    }

    @Test
    void a_layer_that_fails_to_close_does_not_keep_the_others_open() {
        ChannelLayers layers = layers(config("a", "fake:"), config("b", "fake:"), config("c", "fake:"));
        fake(layers, "c").closing = new IllegalStateException("first");
        fake(layers, "b").closing = new IllegalStateException("second");

        assertThatThrownBy(layers::close)
                .hasMessage("first")
                .satisfies(first -> assertThat(first.getSuppressed()[0]).hasMessage("second"));
        assertThat(FakeLayerProvider.CLOSED).containsExactly("c", "b", "a");
    }

    @Test
    void what_users_hold_fails_after_the_end() {
        ChannelLayers layers = layers();
        ChannelLayer layer = layers.layer("default");
        layers.close();

        assertThatThrownBy(() -> layer.groupSend("room", HELLO)).isInstanceOf(ChannelLayerUnavailableException.class);
    }

    // ---- static look-up

    @Test
    void the_application_is_found_by_the_class_loader_of_the_thread_and_by_its_children() {
        ChannelLayers layers =
                layers(config("default", "memory:"), config("chat", "memory:")).bind(application);

        assertThat(ChannelLayers.current()).isSameAs(layers);
        assertThat(ChannelLayers.get()).isSameAs(layers.layer("default"));
        Thread.currentThread().setContextClassLoader(new ClassLoader(application) {});
        assertThat(ChannelLayers.get("chat")).isSameAs(layers.layer("chat"));
    }

    @Test
    void two_applications_do_not_see_each_other() {
        ClassLoader other = loaderWith();
        ChannelLayers mine = layers().bind(application);
        ChannelLayers theirs = layers().bind(other);

        assertThat(ChannelLayers.current()).isSameAs(mine);
        Thread.currentThread().setContextClassLoader(other);
        assertThat(ChannelLayers.current()).isSameAs(theirs);
    }

    @Test
    void a_thread_of_no_application_is_told_what_to_do() {
        layers().bind(application);
        Thread.currentThread().setContextClassLoader(before);

        assertThatThrownBy(ChannelLayers::get)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(Thread.currentThread().getName())
                .hasMessageContaining("context class loader")
                .hasMessageContaining("managed executor");
        Thread.currentThread().setContextClassLoader(null);
        assertThatThrownBy(ChannelLayers::get).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void a_thread_of_the_server_finds_the_application_that_this_library_was_loaded_by() {
        ChannelLayers layers = layers().bind(ChannelLayers.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(null);

        assertThat(ChannelLayers.current()).isSameAs(layers);
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        assertThat(ChannelLayers.current()).isSameAs(layers);
    }

    @Test
    void closing_ends_the_binding_and_another_may_follow() {
        ChannelLayers first = layers().bind(application);
        first.bind(application);
        first.close();
        assertThatThrownBy(ChannelLayers::current).isInstanceOf(ConfigurationException.class);

        ChannelLayers second = layers().bind(application);
        assertThat(ChannelLayers.current()).isSameAs(second);
    }

    @Test
    void two_applications_with_one_class_loader_are_refused() {
        layers().bind(application);

        assertThatThrownBy(() -> layers().bind(application))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("two applications");
    }

    @Test
    void an_application_that_forgets_to_close_is_not_kept_alive() {
        ClassLoader forgotten = new ClassLoader(before) {};
        WeakReference<ClassLoader> loader = new WeakReference<>(forgotten);
        WeakReference<ChannelLayers> layers =
                new WeakReference<>(new ChannelLayers(List.of(), new FakeClock()).bind(forgotten));
        forgotten = null;

        await().atMost(Duration.ofSeconds(10)).until(() -> {
            System.gc();
            return loader.refersTo(null) && layers.refersTo(null);
        });
    }

    // ---- what users hold

    @Test
    void calls_reach_the_backend() {
        ChannelLayers layers = layers(config("default", "fake:"));
        ChannelLayer layer = layers.layer("default");

        layer.send("jobs", HELLO);
        layer.sendAsync("jobs", HELLO);
        layer.groupAdd("room", "c!1");
        layer.groupAddAsync("room", "c!1");
        layer.groupSend("room", HELLO);
        layer.groupSendAsync("room", HELLO);
        layer.groupDiscard("room", "c!1");
        layer.groupDiscardAsync("room", "c!1");

        assertThat(fake(layers, "default").calls)
                .containsExactly(
                        "send jobs hello",
                        "send jobs hello",
                        "join room c!1",
                        "join room c!1",
                        "groupSend room hello",
                        "groupSend room hello",
                        "leave room c!1",
                        "leave room c!1");
    }

    @Test
    void CL_30_bad_names_are_refused_at_once_by_all_methods_and_reach_no_backend() {
        ChannelLayers layers = layers(config("default", "fake:"));
        ChannelLayer layer = layers.layer("default");

        for (String bad : List.of("¯\\_(ツ)_/¯", "", "x".repeat(100), "a!b!c", "!")) {
            assertInvalid(() -> layer.send(bad, HELLO));
            assertInvalid(() -> layer.sendAsync(bad, HELLO));
            assertInvalid(() -> layer.groupAdd(bad, "chat"));
            assertInvalid(() -> layer.groupAdd("chat", bad));
            assertInvalid(() -> layer.groupAddAsync(bad, "chat"));
            assertInvalid(() -> layer.groupAddAsync("chat", bad));
            assertInvalid(() -> layer.groupDiscard(bad, "chat"));
            assertInvalid(() -> layer.groupDiscard("chat", bad));
            assertInvalid(() -> layer.groupDiscardAsync(bad, "chat"));
            assertInvalid(() -> layer.groupDiscardAsync("chat", bad));
            assertInvalid(() -> layer.groupSend(bad, HELLO));
            assertInvalid(() -> layer.groupSendAsync(bad, HELLO));
        }
        assertInvalid(() -> layer.groupSend("process!local", HELLO));
        assertThat(fake(layers, "default").calls).isEmpty();
        layer.send("x".repeat(99), HELLO);
    }

    private static void assertInvalid(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void a_missing_message_is_refused_at_once() {
        ChannelLayer layer = layers().layer("default");

        assertThatThrownBy(() -> layer.send("jobs", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> layer.groupSendAsync("room", null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void CL_34_a_message_is_detached_from_the_classes_of_its_application() {
        ChannelLayers layers = layers(config("default", "fake:"));
        Message shared = HELLO.shared();

        layers.layer("default").send("jobs", shared);
        assertDetached(fake(layers, "default").last, shared);
        layers.layer("default").groupSend("room", shared);
        assertDetached(fake(layers, "default").last, shared);
    }

    private static void assertDetached(Message got, Message sent) {
        assertThat(got).isEqualTo(sent).isNotSameAs(sent).isSameAs(got.detached());
    }

    @Test
    void CL_33_the_exception_of_the_layer_comes_out_unwrapped() {
        ChannelLayers layers = layers(config("default", "fake:"));
        ChannelFullException full = new ChannelFullException("jobs", 3);
        fake(layers, "default").answer = CompletableFuture.failedStage(
                new CompletionException(new CompletionException(new CompletionException(full))));

        assertThatThrownBy(() -> layers.layer("default").send("jobs", HELLO)).isSameAs(full);
        assertThatThrownBy(() -> layers.layer("default")
                        .sendAsync("jobs", HELLO)
                        .toCompletableFuture()
                        .join())
                .hasRootCause(full);
    }

    @Test
    void any_other_failure_comes_out_as_one_of_the_layer_with_its_cause() {
        ChannelLayers layers = layers(config("default", "fake:"));
        IllegalStateException fault = new IllegalStateException("fault");
        fake(layers, "default").answer = CompletableFuture.failedStage(fault);

        assertThatThrownBy(() -> layers.layer("default").groupSend("room", HELLO))
                .isInstanceOf(ChannelLayerException.class)
                .hasMessageContaining("room")
                .hasCause(fault);
    }

    @Test
    void CL_31_a_backend_that_does_not_answer_in_time_is_unavailable() {
        ChannelLayers layers = layers(config("default", "fake:?command-timeout=50ms"));
        fake(layers, "default").answer = new CompletableFuture<>();

        assertThatThrownBy(() -> layers.layer("default").groupAdd("room", "jobs"))
                .isInstanceOf(ChannelLayerUnavailableException.class)
                .hasMessageContaining("default")
                .hasMessageContaining("room")
                .hasMessageContaining("50 ms")
                .hasMessageContaining("command-timeout");
        assertThat(layers.layer("default").groupAddAsync("room", "jobs").toCompletableFuture())
                .isNotDone();
    }

    @Test
    void a_command_timeout_that_is_none_is_refused() {
        assertThatThrownBy(() -> layers(config("default", "memory:?command-timeout=0")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("channels.layer.default.command-timeout");
    }

    @Test
    void CL_32_an_interrupted_thread_stops_waiting_and_stays_interrupted() throws Exception {
        ChannelLayers layers = layers(config("default", "fake:"));
        fake(layers, "default").answer = new CompletableFuture<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            Thread.currentThread().interrupt();
            try {
                layers.layer("default").send("jobs", HELLO);
            } catch (RuntimeException unavailable) {
                thrown.set(unavailable);
            }
            interrupted.set(Thread.currentThread().isInterrupted());
        });

        thread.start();
        thread.join(10_000);

        assertThat(thrown.get())
                .isInstanceOf(ChannelLayerUnavailableException.class)
                .hasMessageContaining("interrupted");
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void an_interrupted_thread_can_still_use_a_layer_that_does_not_wait() {
        ChannelLayer layer = layers().layer("default");
        Thread.currentThread().interrupt();
        try {
            layer.groupSend("room", HELLO);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void CL_35_users_can_neither_close_nor_flush_nor_read_a_layer() {
        ChannelLayer layer = layers().layer("default");

        assertThat(layer).isNotInstanceOf(AutoCloseable.class).isNotInstanceOf(LayerBackend.class);
    }
}
