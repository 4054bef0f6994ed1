package ee.channels.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.tomcat.app.BoundConsumer;
import ee.channels.tomcat.app.MarkListener;
import ee.channels.tomcat.app.PlainServlet;
import ee.channels.tomcat.app.ProbeServlet;
import ee.channels.tomcat.app.RoomConsumer;
import ee.channels.tomcat.app.Said;
import ee.channels.tomcat.app.SayServlet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What both forms promise, on two servers of one version: one with the plug-in, and one as it was unpacked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PluginContract {

    private static final String OURS = "ee.channels.";

    private Path directory;
    private Plugin plugin;
    private Tomcat installed;
    private Tomcat bare;

    abstract int tomcat();

    @BeforeAll
    void start(@TempDir Path shared) {
        directory = shared;
        plugin = Plugin.unpacked(directory.resolve("zip"));
        bare = Tomcat.in(directory.resolve("bare"), tomcat());
        installed = Tomcat.in(directory.resolve("with the plug-in"), tomcat());
        assertThat(plugin.install(installed.base().toString()))
                .returns(0, Plugin.Result::status)
                .asString()
                .contains("6 jars");
        installed.edit(
                "conf/server.xml",
                "</GlobalNamingResources>",
                "<Resource name=\"channels/wrong\" type=\"ee.channels.layer.ChannelLayer\" url=\"memory:\""
                        + " factory=\"ee.channels.jakarta.naming.ChannelLayerObjectFactory\"/></GlobalNamingResources>");
        bare.start();
        installed.start();
    }

    @AfterAll
    void stop() {
        try (Tomcat first = bare;
                Tomcat second = installed) {
            // both, whatever becomes of the other
        }
    }

    private War thin(Class<?>... classes) {
        return War.of(classes).context(plugin.conf("context-link.xml"));
    }

    private Path write(String name, War war) {
        return war.write(directory.resolve(name + ".war"));
    }

    private void deploy(Tomcat server, String name, War war) {
        assertThat(server.deploy("/" + name, write(name, war)))
                .as(() -> "deployment of " + name + ": " + server.log())
                .isTrue();
    }

    @Test
    void two_thin_applications_and_a_servlet_in_a_third_speak_over_the_layer_of_the_server() {
        deploy(installed, "a", thin(RoomConsumer.class));
        deploy(installed, "b", thin(BoundConsumer.class, Said.class, SayServlet.class));
        deploy(installed, "c", thin(SayServlet.class));
        try (Client first = installed.open("a/ws/room");
                Client second = installed.open("b/ws/bound")) {
            first.send("from a");
            assertThat(List.of(first.next(), second.next())).containsOnly("from a");
            second.send("from b");
            assertThat(List.of(first.next(), second.next())).containsOnly("from b");
            for (String sender : List.of("b", "c")) {
                assertThat(installed.get(sender + "/say?text=servlet").body()).isEqualTo("one layer");
                assertThat(List.of(first.next(), second.next())).containsOnly("servlet");
            }
        } finally {
            List.of("/a", "/b", "/c").forEach(installed::undeploy);
        }
    }

    @Test
    void an_application_that_is_gone_is_held_by_nothing_while_the_layer_goes_on() {
        deploy(installed, "stays", thin(RoomConsumer.class, ProbeServlet.class));
        deploy(installed, "goes", thin(BoundConsumer.class, Said.class, SayServlet.class, MarkListener.class));
        try (Client staying = installed.open("stays/ws/room");
                Client going = installed.open("goes/ws/bound")) {
            going.send("hello");
            assertThat(List.of(staying.next(), going.next())).containsOnly("hello");
            assertThat(installed.get("goes/say?text=again").statusCode()).isEqualTo(200);
            assertThat(List.of(staying.next(), going.next())).containsOnly("again");
            assertThat(installed.get("stays/probe?mark").body()).isEqualTo("there");

            installed.undeploy("/goes");

            assertThat(going.closeCode()).isEqualTo(1001);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                staying.send("still here");
                assertThat(staying.next()).isEqualTo("still here");
                assertThat(installed.get("stays/probe?mark").body()).isEqualTo("gone");
            });
            assertThat(installed.get("stays/probe?threads").body()).doesNotContain("channels-goes");
        } finally {
            installed.undeploy("/stays");
        }
    }

    @Test
    void a_copy_of_the_library_in_an_application_is_refused_at_the_layer_of_the_server_by_both_names() {
        Map<String, War> fat = Map.of(
                "fat", thin(RoomConsumer.class).jars(plugin.jars()),
                "fat-servlet", thin(SayServlet.class).jars(plugin.jars()));
        fat.forEach((name, war) -> {
            assertThat(installed.deploy("/" + name, write(name, war))).isFalse();
            assertThat(installed.log().lines().filter(line -> line.contains("is a channel layer of another copy")))
                    .isNotEmpty()
                    .anySatisfy(line -> assertThat(line)
                            .contains(installed.base().resolve("lib").toUri().getRawPath() + "channels-core-")
                            .contains("/webapps/" + name + "/WEB-INF/lib/channels-core-"));
        });
        fat.keySet().forEach(name -> installed.undeploy("/" + name));
    }

    @Test
    void a_declaration_at_the_wrong_place_is_refused_with_what_is_right() throws IOException {
        String link = Files.readString(plugin.conf("context-link.xml"));
        String own = Files.readString(plugin.conf("context.xml"));
        Map<String, String> wrong = Map.of(
                link.replace("global=\"channels/default\"", "global=\"channels/missing\""),
                "java:comp/env/channels/default leads to the server, where it cannot be had",
                link.replace("global=\"channels/default\"", "global=\"channels/wrong\""),
                "java:comp/env/channels/default leads to a layer of an application",
                own.replace("naming.ChannelLayerObjectFactory", "naming.ServerWideLayerObjectFactory"),
                "java:comp/env/channels/default is made by an application");
        wrong.forEach((context, message) -> {
            War war = War.of(RoomConsumer.class).file("META-INF/context.xml", context.getBytes(StandardCharsets.UTF_8));
            assertThat(installed.deploy("/wrong", write("wrong", war))).isFalse();
            assertThat(installed.log()).contains(message);
            installed.undeploy("/wrong");
        });
    }

    @Test
    void an_application_with_a_copy_and_a_layer_of_its_own_works_on_both_servers() {
        for (Tomcat server : List.of(bare, installed)) {
            War fat = War.of(BoundConsumer.class, Said.class, SayServlet.class)
                    .jars(plugin.jars())
                    .context(plugin.conf("context.xml"));
            deploy(server, "own", fat);
            try (Client client = server.open("own/ws/bound")) {
                client.send("hello");
                assertThat(client.next()).isEqualTo("hello");
                assertThat(server.get("own/say?text=servlet").body()).isEqualTo("one layer");
                assertThat(client.next()).isEqualTo("servlet");
            } finally {
                server.undeploy("/own");
            }
        }
    }

    @Test
    void applications_that_do_not_use_the_library_are_as_they_were() {
        for (Tomcat server : List.of(bare, installed)) {
            deploy(server, "plain", War.of(PlainServlet.class));
            deploy(server, "probe", War.of(ProbeServlet.class));
        }
        deploy(installed, "user", thin(RoomConsumer.class));
        try {
            Map<String, String> before = applications(bare);
            Map<String, String> after = applications(installed);
            assertThat(after.remove("/user"))
                    .contains(OURS + "jakarta.HandshakeFilter", OURS + "jakarta.ChannelsListener");
            assertThat(after).isEqualTo(before).containsKeys("/manager", "", "/plain");
            assertThat(after.values()).noneMatch(registered -> registered.contains(OURS));
            assertThat(installed.get("plain/plain").body()).isEqualTo("plain");
        } finally {
            for (Tomcat server : List.of(bare, installed)) {
                server.undeploy("/plain");
                server.undeploy("/probe");
            }
            installed.undeploy("/user");
        }
    }

    /** Each application's path to what is registered in it. */
    private static Map<String, String> applications(Tomcat server) {
        Map<String, String> found = new TreeMap<>();
        server.get("probe/probe?applications").body().lines().forEach(line -> {
            int space = line.indexOf(' ');
            found.put(line.substring(0, space), line.substring(space));
        });
        return found;
    }

    @Test
    void classes_of_an_application_are_scanned_no_more_often_than_tomcat_does_by_itself() {
        for (Tomcat server : List.of(bare, installed)) {
            War broken = War.of(PlainServlet.class).file("WEB-INF/classes/Broken.class", new byte[] {1, 2, 3, 4});
            deploy(server, "broken", broken);
            // Tomcat complains each time it reads it
            assertThat(server.log().lines().filter(line -> line.contains("Broken.class")))
                    .as(server.base().toString())
                    .hasSize(1);
            server.undeploy("/broken");
        }
    }

    @Test
    void the_layer_of_the_server_is_closed_after_its_applications() {
        try (Tomcat server = Tomcat.in(directory.resolve("without-json"), tomcat())) {
            assertThat(plugin.install("--without-json", server.base().toString())
                            .output())
                    .contains("2 jars");
            server.start();
            deploy(server, "a", thin(RoomConsumer.class));
            try (Client client = server.open("a/ws/room")) {
                client.send("no JSON");
                assertThat(client.next()).isEqualTo("no JSON");
                server.undeploy("/a");
                assertThat(server.log()).contains("Channels ended in /a").doesNotContain("memory:] is closed");
                deploy(server, "a", thin(RoomConsumer.class));
            }
            server.stop();
            assertThat(server.log()).contains("ServerWideLayer[default = memory:] is closed");
            assertThat(server.log().lastIndexOf("Channels ended in /a"))
                    .isLessThan(server.log().indexOf("memory:] is closed"));
        }
    }
}
