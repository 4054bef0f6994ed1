package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.server.Feature;
import ee.channels.conformance.server.Variant;
import ee.channels.conformance.suite.InsideTheServer;
import ee.channels.conformance.suite.Needs;
import ee.channels.conformance.suite.RunningServer;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.message.Message;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import org.assertj.core.api.Assertions;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only an application itself can see: that things are the same object, and not just alike. */
@InsideTheServer
@ExtendWith(ArquillianExtension.class)
class InsideBehaviour {

    private static final int DEADLINE_SECONDS = 20;

    @Inject
    private ChannelLayer injected;

    @Deployment
    static WebArchive application() throws URISyntaxException {
        return ShrinkWrap.create(ZipImporter.class, "conformance-inside.war")
                .importFrom(Variant.of("conformance-inside", "").toFile())
                .as(WebArchive.class)
                .addClass(InsideConsumer.class)
                .addAsResource(new StringAsset(RunningServer.http().toString()), "address")
                .addAsLibrary(new File(Assertions.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
    }

    @Test
    void the_library_in_the_application_is_the_one_that_serves_it() {
        assertThat(ChannelLayers.class.getClassLoader())
                .isSameAs(InsideBehaviour.class.getClassLoader())
                .isNotSameAs(ClassLoader.getSystemClassLoader());
    }

    @Test
    void every_callback_has_the_classes_the_names_and_the_layer_of_the_application() throws Exception {
        WebSocket socket = open();
        finds("connect");
        socket.sendText("and a message", true).join();
        finds("receive");
        finds("message");
        socket.sendBinary(ByteBuffer.allocate(1), true).join();
        finds("binary");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        finds("disconnect");
    }

    @Test
    @Needs(Feature.CDI)
    void a_layer_that_is_injected_reaches_the_consumers() throws Exception {
        WebSocket socket = open();
        finds("connect");
        injected.groupSend(InsideConsumer.GROUP, Message.of("inside.message"));
        finds("message");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        finds("disconnect");
    }

    private static WebSocket open() throws IOException {
        try (InputStream address = InsideBehaviour.class.getResourceAsStream("/address")) {
            String server = new String(address.readAllBytes(), StandardCharsets.UTF_8);
            return HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create(server.replaceFirst("http", "ws") + "conformance-inside/ws/inside"),
                            new WebSocket.Listener() {})
                    .join();
        }
    }

    private static void finds(String callback) throws Exception {
        InsideConsumer.Found found = InsideConsumer.FOUND.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(found).as(callback).isNotNull();
        assertThat(found.callback()).isEqualTo(callback);
        assertThat(found.loader().loadClass(InsideConsumer.class.getName()))
                .as(callback)
                .isSameAs(InsideConsumer.class);
        assertThat(found.entry())
                .as(callback)
                .isEqualTo(new InitialContext().lookup(InsideConsumer.ENTRY))
                .isEqualTo("hello");
        assertThat(found.layer()).as(callback).isSameAs(ChannelLayers.get());
    }
}
