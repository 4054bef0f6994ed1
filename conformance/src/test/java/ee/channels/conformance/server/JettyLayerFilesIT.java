package ee.channels.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of {@code docs/servers/jetty}, used as they are shipped. */
final class JettyLayerFilesIT {

    private static final Path FILES =
            Path.of("..", "docs", "servers", "jetty").toAbsolutePath().normalize();

    private static JettyServer install(Container container) {
        String name = container.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return (JettyServer) container.install(name + "-files");
    }

    private static Site deploy(JettyServer server, String name, List<Path> packed, Path... descriptors) {
        server.deploy(RoomWar.make(server.base.resolve(name + ".war"), packed, List.of(descriptors)));
        return Site.of(server, name);
    }

    private static void speaks(Site site) {
        try (Client client = site.open("/ws/room")) {
            assertThat(site.get("/say?text=by+a+servlet").statusCode()).isEqualTo(200);
            assertThat(client.next()).isEqualTo("text by a servlet");
        }
    }

    /** What the page says under "One layer for the whole server". */
    private static void shareLayer(JettyServer server, String level) throws IOException {
        for (String file : List.of("channels.mod", "channels-ee10.mod", "channels-ee11.mod")) {
            Installing.copy(
                    FILES.resolve(file),
                    Files.createDirectories(server.base.resolve("modules")).resolve(file));
        }
        Installing.copy(FILES.resolve("channels.xml"), server.base.resolve("etc/channels.xml"));
        RoomWar.jars(
                "channels-core|channels-jakarta|jakarta.json-api|jakarta.json.bind-api|parsson|yasson",
                Files.createDirectories(server.base.resolve("lib/channels")));
        server.add("channels-" + level);
    }

    @ParameterizedTest
    @EnumSource(names = {"JETTY_EE10", "JETTY_EE11"})
    void thin_applications_share_the_layer_of_the_server(Container container) throws IOException {
        try (JettyServer server = install(container)) {
            shareLayer(server, container == Container.JETTY_EE10 ? "ee10" : "ee11");
            server.start();
            Site one = deploy(server, "one", List.of());
            Site other = deploy(server, "other", List.of());
            Rooms.share(one, other);
            speaks(other);
            server.undeploy("one");
            Rooms.works(other);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JETTY_EE10", "JETTY_EE11"})
    void applications_with_the_library_declare_a_layer_of_their_own(Container container) {
        try (JettyServer server = install(container)) {
            List<Path> library = RoomWar.library(server.base);
            server.start();
            Site one = deploy(server, "one", library, FILES.resolve("jetty-env.xml"));
            Site other = deploy(server, "other", library, FILES.resolve("jetty-env.xml"));
            Rooms.areApart(one, other);
            speaks(one);
        }
    }
}
