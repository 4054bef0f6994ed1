package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.ChannelsException;
import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A web application with its own copy of the library, in its own class loader, comes and goes. */
final class UndeployIT {

    /** What the application is said through JSON-B. */
    public record Item(String text) {}

    @WebSocketRoute("/ws/chat")
    @Groups("chat")
    public static final class Chat extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            channelLayer().groupSend("chat", Message.of("chat.item", new Item(text)));
        }

        @Handles("chat.item")
        void item(Item item) {
            send(item.text());
        }
    }

    @TempDir
    private Path folder;

    private Path application() throws IOException {
        Path classes = folder.resolve("app/WEB-INF/classes");
        copy(location(ChannelsException.class), classes);
        copy(location(ChannelsInitializer.class), classes);
        Path own = location(UndeployIT.class).resolve("ee/channels/jakarta");
        for (String name : new String[] {"UndeployIT$Chat.class", "UndeployIT$Item.class"}) {
            Files.copy(own.resolve(name), classes.resolve("ee/channels/jakarta").resolve(name));
        }
        return folder.resolve("app");
    }

    private static Path location(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            try (var jar = java.nio.file.FileSystems.newFileSystem(from)) {
                copyTree(jar.getPath("/"), to);
            }
        } else {
            copyTree(from, to);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path target = to.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static Context deploy(Tomcat tomcat, Path application) {
        StandardContext context = new StandardContext();
        context.setPath("/app");
        context.setDocBase(application.toString());
        context.addLifecycleListener(new Tomcat.DefaultWebXmlListener());
        context.addLifecycleListener(new ContextConfig());
        StandardJarScanner scanner = new StandardJarScanner();
        scanner.setScanClassPath(false); // the test's own class path is long, and not the application's
        context.setJarScanner(scanner);
        tomcat.getHost().addChild(context);
        return context;
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void after_twenty_rounds_of_deploy_and_undeploy_no_thread_no_mbean_and_no_class_loader_is_left() throws Exception {
        Path application = application();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.resolve("base").toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        tomcat.start();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        HttpClient http = HttpClient.newHttpClient();
        try {
            for (int round = 0; round < 20; round++) {
                Context context = deploy(tomcat, application);
                assertThat(context.getState().isAvailable()).as("deployed").isTrue();
                loaders.add(new WeakReference<>(context.getLoader().getClassLoader()));
                Conversation conversation = new Conversation();
                WebSocket socket = http.newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws://localhost:"
                                        + tomcat.getConnector().getLocalPort() + "/app/ws/chat"),
                                conversation)
                        .join();
                socket.sendText("round " + round, true).join();
                conversation.await("round " + round);
                context.stop();
                context.destroy();
                tomcat.getHost().removeChild(context);
                conversation.await("closed 1001");
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("channels"));
            assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("ee.channels:*"), null))
                    .isEmpty();
            Awaitility.await().untilAsserted(() -> {
                System.gc();
                assertThat(loaders).allMatch(loader -> loader.get() == null);
            });
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }
}
