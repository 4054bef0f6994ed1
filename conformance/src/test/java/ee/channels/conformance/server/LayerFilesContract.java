package ee.channels.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Site;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The files of {@code docs/servers} for GlassFish or Payara, used as they are shipped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LayerFilesContract {

    private final Path files;
    private final String descriptor;
    private final GlassFishServer server;
    private List<Path> library;

    LayerFilesContract(Container container, String product) {
        files = Path.of("..", "docs", "servers", product).toAbsolutePath().normalize();
        descriptor = product + "-web.xml";
        server = (GlassFishServer) container.install(product + "-files");
    }

    @BeforeAll
    void start() {
        library = RoomWar.library(server.library());
        server.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Site deploy(String name, List<Path> packed, String... descriptors) {
        List<Path> shipped = List.of(descriptors).stream().map(files::resolve).toList();
        server.deploy(RoomWar.make(server.base.resolve(name + ".war"), packed, shipped));
        return Site.of(server, name);
    }

    @Test
    void applications_that_share_the_layer_of_the_server_hear_each_other_and_others_do_not() {
        Site own = deploy("own", library, "application/" + descriptor, "application/glassfish-resources.xml");
        server.script(files.resolve("server/layer.asadmin"));
        Site one = deploy("one", List.of(), "server/" + descriptor);
        Site other = deploy("other", List.of(), "server/" + descriptor);

        try (Client inOwn = own.open("/ws/room");
                Client inOne = one.open("/ws/room");
                Client inOther = other.open("/ws/room?through=channels/default")) {
            inOne.send("from one");
            assertThat(inOne.next()).isEqualTo("text from one");
            assertThat(inOther.next()).isEqualTo("text from one");
            inOther.send("from the other");
            assertThat(inOne.next()).isEqualTo("text from the other");
            inOwn.send("alone");
            assertThat(inOwn.next()).isEqualTo("text alone");
            assertThat(inOther.next()).isEqualTo("text from the other");
        }
        server.undeploy("one");
        try (Client inOther = other.open("/ws/room")) {
            inOther.send("still here");
            assertThat(inOther.next()).isEqualTo("text still here");
        }
        List.of("own", "other").forEach(server::undeploy);
        server.script(files.resolve("server/remove-layer.asadmin"));
    }

    @Test
    void a_name_that_leads_nowhere_is_refused_with_what_to_write() {
        deploy("nowhere", library);

        assertThat(server.log())
                .contains("java:comp/env/channels has a name that is asked for")
                .contains("declare it in WEB-INF/glassfish-resources.xml");
    }
}
