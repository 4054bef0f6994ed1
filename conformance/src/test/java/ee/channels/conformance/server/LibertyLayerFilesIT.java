package ee.channels.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Site;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** The files of {@code docs/servers/liberty}, used as they are shipped. */
final class LibertyLayerFilesIT {

    private static final Path FILES =
            Path.of("..", "docs", "servers", "liberty").toAbsolutePath().normalize();

    private static final String BINDING = "ibm-web-bnd.xml";
    private static final String LIBRARY = "<classloader commonLibraryRef=\"channels\"/>";

    private LibertyServer server;
    private Path folder;

    @BeforeEach
    void install() {
        server = (LibertyServer) Container.LIBERTY.install("liberty-files");
        folder = server.base.resolve("servers/conformance");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Copies a file beside {@code server.xml}, which includes it alone of those that declare the layer. */
    private Path include(String file) throws IOException {
        Path configuration = folder.resolve("server.xml");
        String without = Files.readString(configuration).replace("<include location=\"layer.xml\"/>", "");
        Files.writeString(configuration, without.replace("</server>", "<include location=\"" + file + "\"/></server>"));
        Path copy = folder.resolve(file);
        Files.deleteIfExists(copy);
        Installing.copy(FILES.resolve(file), copy);
        return copy;
    }

    private Path war(String name, List<Path> packed) {
        return RoomWar.make(server.base.resolve(name + ".war"), packed, List.of(FILES.resolve(BINDING)));
    }

    private Site deployThin(String name) {
        server.deploy(war(name, List.of()), LIBRARY);
        return Site.of(server, name);
    }

    private static String say(Site site) {
        HttpResponse<String> said = site.get("/say?text=by+a+servlet");
        assertThat(said.statusCode()).isEqualTo(200);
        return said.body();
    }

    @Test
    void applications_with_the_library_have_a_layer_of_their_own_under_the_same_name() throws IOException {
        List<Path> library = RoomWar.library(Installing.empty(folder.resolve("channels")));
        include("layer.xml");
        server.start();
        server.deploy(war("one", library));
        server.deploy(war("other", library));
        Site one = Site.of(server, "one");

        Rooms.areApart(one, Site.of(server, "other"));
        try (Client client = one.open("/ws/room")) {
            say(one);
            assertThat(client.next()).isEqualTo("text by a servlet");
        }
    }

    @Test
    void consumers_and_servlets_of_thin_applications_share_the_layer_of_the_server() throws IOException {
        RoomWar.library(Installing.empty(server.base.resolve("shared/resources/channels")));
        include("channels.xml");
        server.start();
        Site one = deployThin("one");
        Site other = deployThin("other");

        Rooms.share(one, other);
        assertThat(say(one)).isEqualTo(say(other));
        try (Client inOne = one.open("/ws/room")) {
            say(other);
            assertThat(inOne.next()).isEqualTo("text by a servlet");
        }
        server.undeploy("one");
        Rooms.works(other);
    }

    @Test
    void a_global_name_that_one_application_declares_leads_all_to_the_layer_of_the_server() throws IOException {
        RoomWar.library(Installing.empty(server.base.resolve("shared/resources/channels")));
        include("channels.xml");
        server.start();
        Site one = deployThin("one");
        server.deploy(RoomWar.global(server.base.resolve("global.war")), LIBRARY);

        try (Client globally = one.open("/ws/room?through=java:global/channels/default")) {
            globally.send("to everybody");
            assertThat(globally.next()).isEqualTo("text to everybody");
        }
    }

    @Test
    void what_a_thin_application_sends_reaches_consumers_of_others_through_redis() throws IOException {
        int port = Installing.freePort();
        String url = "redis://localhost:" + port;
        List<Path> jars = RoomWar.jars(
                "channels-core|channels-jakarta|channels-redis|commons-pool2|jedis|msgpack-core|redis-authx-core|slf4j-api",
                Installing.empty(server.base.resolve("shared/resources/channels")));
        Installing.edit(include("channels.xml"), "url=\"memory:\"", "url=\"" + url + "\"");
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .setting("save \"\"")
                .soutListener(line -> {})
                .build();
        redis.start();
        try {
            server.start();
            Site thin = deployThin("thin");
            server.deploy(RoomWar.configured(server.base.resolve("carrying.war"), url, jars));
            try (Client client = Site.of(server, "carrying").open("/ws/room")) {
                say(thin);
                assertThat(client.next()).isEqualTo("text by a servlet");
            }
        } finally {
            server.close();
            redis.stop();
        }
    }
}
