package ee.channels.conformance.server;

import static org.assertj.core.api.Assertions.assertThat;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** The zip of {@code wildfly-config}, unpacked and used as it is shipped. */
final class WildFlyLayerFilesIT {

    private WildFlyServer server;
    private Path zip;

    @BeforeEach
    void install() {
        server = new WildFlyServer(
                Container.WILDFLY,
                Installing.empty(Path.of("target", "run", "wildfly-files").toAbsolutePath()));
        zip = server.unpackedConfig();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Site deploy(String name, List<Path> packed, String... descriptors) {
        List<Path> shipped =
                Stream.of(descriptors).map(zip.resolve("conf")::resolve).toList();
        server.deploy(RoomWar.make(server.base.resolve(name + ".war"), packed, shipped));
        return Site.of(server, name);
    }

    private Site deployThin(String name) {
        return deploy(name, List.of(), "jboss-web.xml", "jboss-deployment-structure.xml");
    }

    @Test
    void thin_applications_share_the_layer_of_the_server() {
        server.start();
        server.script(zip.resolve("install.cli"));
        Site one = deployThin("one");
        Site other = deployThin("other");

        Rooms.share(one, other);
        try (Client inOne = one.open("/ws/room")) {
            assertThat(other.get("/say?text=by+a+servlet").statusCode()).isEqualTo(200);
            assertThat(inOne.next()).isEqualTo("text by a servlet");
        }
        server.undeploy("one");
        Rooms.works(other);
    }

    @Test
    void what_is_taken_out_leaves_nothing() throws IOException {
        Path module = server.base.resolve("home/modules/ee/channels/main");
        server.start();
        server.script(zip.resolve("install.cli"));
        assertThat(configuration()).contains("channels/default");
        assertThat(module).isNotEmptyDirectory();

        server.script(zip.resolve("uninstall.cli"));

        assertThat(configuration()).doesNotContain("channels");
        assertThat(module).doesNotExist();
    }

    private String configuration() throws IOException {
        return Files.readString(server.base.resolve("configuration/standalone-full.xml"));
    }

    @Test
    void applications_with_the_library_have_a_layer_of_their_own_under_the_same_name() {
        List<Path> library = RoomWar.library(server.base);
        server.start();
        server.script(zip.resolve("install-own.cli"));
        Site one = deploy("one", library, "jboss-web.xml");
        Site other = deploy("other", library, "jboss-web.xml");

        Rooms.areApart(one, other);
        try (Client inOne = one.open("/ws/room")) {
            assertThat(one.get("/say?text=by+a+servlet").statusCode()).isEqualTo(200);
            assertThat(inOne.next()).isEqualTo("text by a servlet");
        }
    }

    @Test
    void a_bean_has_the_layer_of_its_application_where_no_file_declares_one() {
        server.start();
        server.deploy(RoomWar.ofBean(server.base.resolve("bean.war"), RoomWar.library(server.base)));
        Site site = Site.of(server, "bean");
        try (Client client = site.open("/ws/room")) {
            assertThat(site.get("/bean?text=by+a+bean").statusCode()).isEqualTo(200);
            assertThat(client.next()).isEqualTo("text by a bean");
        }
    }

    @Test
    void the_layer_of_the_server_may_be_one_over_redis_and_buffers_may_be_kept() throws IOException {
        int port = Installing.freePort();
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .setting("save \"\"")
                .soutListener(line -> {})
                .build();
        redis.start();
        try {
            Path script = zip.resolve("install.cli");
            Installing.edit(script, "url=\"memory:\"", "url=\"redis://localhost:" + port + "\"");
            server.start();
            server.script(script);
            server.script(zip.resolve("buffers.cli"));
            assertThat(configuration())
                    .containsPattern("<byte-buffer-pool name=\"default\"[^>]* max-pool-size=\"1024\"");
            Rooms.works(deployThin("one"));
        } finally {
            server.close();
            redis.stop();
        }
    }

    @Test
    void the_module_has_every_jar_of_the_zip_and_no_other() throws IOException {
        String module = Files.readString(zip.resolve("module.xml"));
        String script = Files.readString(zip.resolve("install.cli"));
        String own = Files.readString(zip.resolve("install-own.cli"));
        try (Stream<Path> jars = Files.list(zip.resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString())).hasSize(7).allSatisfy(jar -> {
                assertThat(module).contains("path=\"" + jar + "\"");
                assertThat(script).contains("lib/" + jar);
                assertThat(own).contains("lib/" + jar);
            });
        }
    }
}
