package ee.channels.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.layer.ChannelLayers;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.apache.catalina.loader.WebappClassLoaderBase;
import org.apache.catalina.util.ServerInfo;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an application sees from inside: the library in its WEB-INF/lib, its layer declared for Tomcat. */
@ExtendWith({FreePort.class, ArquillianExtension.class})
class InContainerIT {

    @ArquillianResource
    private URL url;

    @Deployment
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, "inside.war")
                .addClasses(InsideConsumer.class, InsideServlet.class, FreePort.class)
                .addAsLibraries(library("channels-core"), library("channels-jakarta"))
                .addAsManifestResource(new File("../tomcat-config/conf/context.xml"), "context.xml");
    }

    private static JavaArchive library(String module) {
        return ShrinkWrap.create(ExplodedImporter.class, module + ".jar")
                .importDirectory("../" + module + "/target/classes")
                .as(JavaArchive.class);
    }

    @Test
    void the_library_lies_in_the_application_on_the_server_that_is_meant() {
        assertThat(ServerInfo.getServerNumber()).startsWith(System.getProperty("tomcat.major") + ".");
        assertThat(ChannelLayers.class.getClassLoader()).isInstanceOf(WebappClassLoaderBase.class);
    }

    @Test
    void jndi_gives_the_layer_that_the_application_uses() throws NamingException {
        assertThat(new InitialContext().lookup("java:comp/env/channels/default"))
                .isSameAs(ChannelLayers.get());
    }

    @Test
    void a_name_that_nobody_declares_is_not_bound() {
        assertThatThrownBy(() -> new InitialContext().lookup("java:comp/env/channels/orders"))
                .isInstanceOf(NameNotFoundException.class);
    }

    @Test
    @RunAsClient
    void what_a_servlet_sends_through_its_resource_reaches_consumers_that_were_given_the_same_layer() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(url.toString().replaceFirst("http", "ws") + "ws/inside"), into(received))
                .join();
        try {
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("one layer");

            post(http, url + "send?text=hello");
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
        } finally {
            socket.abort();
        }
    }

    private static void post(HttpClient http, String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .POST(BodyPublishers.noBody())
                .build();
        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    private static WebSocket.Listener into(BlockingQueue<String> received) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                received.add(data.toString());
                from.request(1);
                return null;
            }
        };
    }
}
