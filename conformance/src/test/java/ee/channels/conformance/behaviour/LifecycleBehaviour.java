package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.conformance.client.Client;
import ee.channels.conformance.client.Inside;
import ee.channels.conformance.client.Page;
import ee.channels.conformance.client.Site;
import ee.channels.conformance.server.Container;
import ee.channels.conformance.server.Server;
import ee.channels.conformance.server.Variant;
import ee.channels.conformance.suite.Conformance;
import ee.channels.conformance.suite.Differs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** How an application ends, and what it leaves: undeploy, redeploy, the stop of the server. */
@Conformance
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LifecycleBehaviour {

    /** An enum of the library: as long as an application's class loader is there, so are its constants. */
    private static final String OF_THE_LIBRARY = "ee.channels.application.CloseReason$Cause";

    /** Longer than the 30 seconds for which an engine keeps an idle connection, and what that was last asked for. */
    private static final Duration DEADLINE = Duration.ofSeconds(45);

    private static final int SOCKETS = 20;

    private static Server server; // of its own: elsewhere others have left what is collected sooner or later

    @BeforeAll
    static void start(Container container) {
        server = container.install(container.name().toLowerCase(Locale.ROOT) + "-to-stop");
        server.start().deploy(Path.of(System.getProperty("conformance.war")));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    @Order(1)
    void an_undeployed_application_closes_its_sockets_and_leaves_no_thread_and_no_mbean() {
        Path war = Variant.of("second", "");
        Site second = Site.of(server, "second");
        try (Inside inside = Inside.of(server)) {
            for (int round = 1; round <= 2; round++) {
                server.deploy(war);
                Page page = second.page();
                List<Client> clients = open(second, page);
                assertThat(inside.loadersOf(OF_THE_LIBRARY)).isGreaterThanOrEqualTo(2);

                server.undeploy("second");

                areToldOfTheEnd(clients, page);
                assertThat(inside.threads()).noneMatch(name -> name.startsWith("channels-second"));
                assertThat(inside.names("ee.channels:context=\"/second\",*")).isEmpty();
            }
        }
    }

    @Test
    @Order(2)
    @Differs(
            on = Container.GLASSFISH_7,
            because =
                    "The server keeps them: one in the digester that it reads web.xml with (ContextConfig.contextDigester),"
                            + " others as the context class loader of threads of its pool for enterprise beans.")
    @Differs(
            on = Container.GLASSFISH_8,
            because = "The server keeps them, as the context class loader of threads of its pool for enterprise beans.")
    @Differs(
            on = Container.PAYARA,
            because =
                    "The server keeps them: one in the digester that it reads web.xml with (ContextConfig.contextDigester),"
                            + " another in the request of an open connection, which was an upgrade's before"
                            + " (PwcCoyoteRequest.httpUpgradeHandler).")
    @Differs(
            on = Container.WILDFLY,
            because =
                    "A class loader stays for a while: an idle thread of WildFly's worker still has the request that it was"
                            + " started with on its stack (EnhancedQueueExecutor$ThreadBody.run), and with it that"
                            + " request's deployment.")
    @Differs(
            on = Container.LIBERTY,
            because = "The server keeps one: in its table of local names of enterprise beans"
                    + " (EJBLocalNamingHelperImpl.EJBLocalBindings) one of an undeployed application stays.")
    void the_class_loaders_of_undeployed_applications_are_collected() {
        try (Inside inside = Inside.of(server)) {
            await("the class loaders to be collected")
                    .atMost(DEADLINE)
                    .untilAsserted(
                            () -> assertThat(inside.loadersOf(OF_THE_LIBRARY)).isEqualTo(1));
        }
    }

    @Test
    @Order(3)
    @Differs(
            on = Container.LIBERTY,
            because = "The consumers are told of 1001, but the connections end before the close frames leave: the"
                    + " clients see 1006.")
    @Differs(
            on = {Container.GLASSFISH_7, Container.GLASSFISH_8, Container.PAYARA},
            because = "At a signal to end, the server stops its listeners and its applications at the same time: some"
                    + " sockets hear 1001, others find their connection cut. Undeploy first where that matters.")
    void a_server_stops_with_open_sockets_and_tells_them() {
        Site site = Site.of(server, "conformance");
        Page page = site.page();
        List<Client> clients = open(site, page);

        server.stop();

        areToldOfTheEnd(clients, page);
    }

    private static List<Client> open(Site site, Page page) {
        List<Client> clients = Stream.generate(() -> site.open(page.on("/ws/echo")))
                .limit(SOCKETS)
                .toList();
        clients.forEach(client -> assertThat(client.send("hello").next()).isEqualTo("text hello"));
        return clients;
    }

    private static void areToldOfTheEnd(List<Client> clients, Page page) {
        clients.forEach(client -> assertThat(client.next()).startsWith("close 1001"));
        assertThat(page.lines()).isEqualTo(Collections.nCopies(SOCKETS, "disconnect 1001 SHUTDOWN"));
    }
}
