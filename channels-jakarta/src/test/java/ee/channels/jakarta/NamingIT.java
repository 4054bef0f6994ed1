package ee.channels.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.channels.consumer.Groups;
import ee.channels.consumer.Handles;
import ee.channels.consumer.WebSocketConsumer;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayerUnavailableException;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.Delivery;
import ee.channels.layer.Gap;
import ee.channels.layer.LayerBackend;
import ee.channels.layer.Subscriber;
import ee.channels.layer.Subscription;
import ee.channels.message.Message;
import jakarta.annotation.Resource;
import jakarta.servlet.FilterChain;
import jakarta.servlet.GenericFilter;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Channel layers under names of the container's. */
final class NamingIT {

    private static final String NAME = "channels/default";
    private static final String TYPE = "ee.channels.layer.ChannelLayer";
    private static final String FACTORY = "ee.channels.jakarta.naming.ChannelLayerObjectFactory";
    private static final Path FRAGMENTS = Path.of("../tomcat-config/conf");

    /** Who has seen which layer: class name and way, and what was found. */
    private static final ConcurrentHashMap<String, ChannelLayer> SEEN = new ConcurrentHashMap<>();

    private static void see(String who, ChannelLayer injected) {
        SEEN.put(who + " by @Resource", injected);
        try {
            SEEN.put(who + " by look-up", (ChannelLayer) new InitialContext().lookup("java:comp/env/" + NAME));
        } catch (NamingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Groups("broadcast")
    @WebSocketRoute("/ws/news")
    static final class News extends WebSocketConsumer {
        @Resource(name = NAME)
        private ChannelLayer injected;

        @Override
        protected void connect() {
            see("consumer", injected);
            SEEN.put("consumer's own", channelLayer());
            accept();
        }

        @Handles
        void news(Message message) {
            see("handler", injected);
            send(message.getString("text"));
        }
    }

    @WebSocketRoute("/ws/echo")
    static final class Echo extends WebSocketConsumer {
        @Override
        protected void receive(String text) {
            send(text);
        }
    }

    public static final class Sender extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Resource(name = NAME)
        private ChannelLayer injected;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            see("servlet", injected);
            SEEN.put("static", ChannelLayers.get());
            injected.groupSend("broadcast", Message.of("news").with("text", request.getParameter("text")));
        }
    }

    public static final class Gate extends GenericFilter {
        private static final long serialVersionUID = 1L;

        @Resource(name = NAME)
        private ChannelLayer injected;

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            see("filter", injected);
            chain.doFilter(request, response);
        }
    }

    public static final class Beginning implements ServletContextListener {
        @Resource(name = NAME)
        private ChannelLayer injected;

        @Override
        public void contextInitialized(ServletContextEvent event) {
            see("listener", injected);
        }
    }

    public static final class Undeclared extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Resource(name = "channels/orders")
        private ChannelLayer orders;
    }

    private static void everywhere(Context context) {
        Tomcat.addServlet(context, "sender", Sender.class.getName());
        context.addServletMappingDecoded("/send", "sender");
        context.addApplicationListener(Beginning.class.getName());
        FilterDef gate = new FilterDef();
        gate.setFilterName("gate");
        gate.setFilterClass(Gate.class.getName());
        context.addFilterDef(gate);
        FilterMap map = new FilterMap();
        map.setFilterName("gate");
        map.addURLPatternDecoded("/send");
        context.addFilterMap(map);
    }

    /** What the library's initializer says to an application. */
    private static String refusal(Server.Builder builder) {
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        ServletContainerInitializer asked = (classes, context) -> {
            try {
                new ChannelsInitializer().onStartup(Set.of(Echo.class), context);
            } catch (ServletException e) {
                refusal.set(e);
                throw e;
            }
        };
        try (Server server = builder.uninitialized().initializer(asked).start()) {
            assertThat(server.isDeployed()).isFalse();
        }
        assertThat(refusal.get()).isNotNull();
        return refusal.get().getMessage();
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void everybody_sees_the_same_layer_and_a_servlet_reaches_a_consumers_socket_through_it() {
        Server.Builder builder = Server.with(News.class)
                .resource(NAME, TYPE, "factory", FACTORY, "url", "memory:", "capacity", "7")
                .change(NamingIT::everywhere);
        try (Server server = builder.start()) {
            Client client = Client.open(server, "/ws/news");
            assertThat(new Visitor(server).get("/send?text=hello")).isEmpty();
            assertThat(client.next()).isEqualTo("text hello");
            assertThat(SEEN.keySet())
                    .containsExactlyInAnyOrder(
                            "consumer by @Resource",
                            "consumer by look-up",
                            "consumer's own",
                            "handler by @Resource",
                            "handler by look-up",
                            "servlet by @Resource",
                            "servlet by look-up",
                            "static",
                            "filter by @Resource",
                            "filter by look-up",
                            "listener by @Resource",
                            "listener by look-up");
            assertThat(Set.copyOf(SEEN.values())).hasSize(1);
        }
    }

    @Test
    void a_layer_ends_with_the_application() {
        Server.Builder builder = Server.with(News.class)
                .resource(NAME, TYPE, "factory", FACTORY, "url", "memory:")
                .change(NamingIT::everywhere);
        try (Server server = builder.start()) {
            new Visitor(server).get("/send?text=hello");
            ChannelLayer held = SEEN.get("servlet by look-up");
            server.undeploy();
            assertThatThrownBy(() -> held.groupSend("broadcast", Message.of("news")))
                    .isInstanceOf(ChannelLayerUnavailableException.class);
        }
    }

    @Test
    void two_names_are_two_layers() {
        AtomicReference<Set<String>> aliases = new AtomicReference<>();
        Server.Builder builder = Server.with(Echo.class)
                .resource(NAME, TYPE, "factory", FACTORY, "url", "memory:")
                .resource("channels/orders", TYPE, "factory", FACTORY, "url", "memory:?capacity=5")
                .initializer((classes, context) ->
                        aliases.set(ChannelLayers.current().aliases()));
        try (Server server = builder.start()) {
            assertThat(server.isDeployed()).isTrue();
            assertThat(aliases.get()).containsExactlyInAnyOrder("default", "orders");
        }
    }

    static Stream<List<String>> broken() {
        return Stream.of(
                List.of("channels.layer.default.capacity = \"many\" is refused", "url", "memory:", "capacity", "many"),
                List.of(
                        "channels.layer.default.capcity is no setting; did you mean capacity?",
                        "url",
                        "memory:",
                        "capcity",
                        "5"),
                List.of("channels/default has no attribute url", "capacity", "5"),
                List.of("channels.layer.default.url = \"carrier-pigeon:\" is refused", "url", "carrier-pigeon:"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_broken_resource_fails_the_deployment_by_its_name(List<String> wrong) {
        Server.Builder builder = Server.with();
        String[] attributes = Stream.concat(
                        Stream.of("factory", FACTORY), wrong.stream().skip(1))
                .toArray(String[]::new);
        assertThat(refusal(builder.resource(NAME, TYPE, attributes)))
                .startsWith("java:comp/env/channels/default cannot be opened: ")
                .contains(wrong.get(0));
    }

    @Test
    void an_undeclared_resource_fails_the_deployment_and_tells_how_to_declare_it() {
        Server.Builder builder = Server.with().naming().change(context -> {
            Tomcat.addServlet(context, "undeclared", Undeclared.class.getName());
        });
        assertThat(refusal(builder))
                .startsWith("java:comp/env/channels/orders is asked for")
                .contains("META-INF/context.xml: <Resource name=\"channels/orders\" type=\"" + TYPE + "\" factory=\""
                        + FACTORY + "\" url=\"memory:\"/>");
    }

    @Test
    void a_layer_that_is_configured_in_two_ways_fails_the_deployment() {
        assertThat(refusal(Server.with()
                        .resource(NAME, TYPE, "factory", FACTORY, "url", "memory:")
                        .param("channels.layer.default.url", "memory:?capacity=5")))
                .contains("The channel layer default is configured twice");
    }

    @Test
    void a_system_property_says_what_the_layer_is_whatever_the_application_declares() {
        AtomicReference<Integer> capacity = new AtomicReference<>();
        System.setProperty("channels.layer.default.url", "memory:?capacity=5");
        System.setProperty("channels.layer.default.expiry", "7s");
        Server.Builder builder = Server.with(News.class)
                .resource(NAME, TYPE, "factory", FACTORY, "url", "memory:", "capacity", "9")
                .change(NamingIT::everywhere)
                .initializer((classes, context) -> {
                    LayerBackend layer = ChannelLayers.current().backend("default");
                    try (Subscription any = layer.subscribe("jobs", new Nobody())) {
                        capacity.set(any.capacity());
                    }
                });
        try (Server server = builder.start()) {
            Client client = Client.open(server, "/ws/news");
            assertThat(new Visitor(server).get("/send?text=hello")).isEmpty();
            assertThat(client.next()).isEqualTo("text hello");
            assertThat(capacity.get()).isEqualTo(5);
            assertThat(Set.copyOf(SEEN.values())).hasSize(1);
        } finally {
            System.clearProperty("channels.layer.default.url");
            System.clearProperty("channels.layer.default.expiry");
        }
    }

    /** A reader that takes nothing. */
    private static final class Nobody implements Subscriber {
        @Override
        public Object application() {
            return this;
        }

        @Override
        public boolean offer(Delivery delivery) {
            return false;
        }

        @Override
        public void gap(Gap gap) {}
    }

    @Test
    void other_things_may_lie_beside_the_layers() {
        Server.Builder builder = Server.with(Echo.class)
                .resource(NAME, TYPE, "factory", FACTORY, "url", "memory:")
                .resource(
                        "channels/bean",
                        "ee.channels.jakarta.NamingIT$Bean",
                        "factory",
                        "org.apache.naming.factory.BeanFactory");
        try (Server server = builder.start()) {
            assertThat(server.isDeployed()).isTrue();
        }
    }

    public static final class Bean {
        private String description;

        public String getDescription() {
            return description;
        }

        public void setDescription(String value) {
            description = value;
        }
    }

    @ParameterizedTest
    @MethodSource("fragments")
    void every_fragment_of_tomcat_config_for_one_application_deploys_as_it_is(Path fragment) {
        AtomicReference<Set<String>> aliases = new AtomicReference<>();
        Server.Builder builder = Server.with(News.class)
                .contextXml(fragment)
                .change(NamingIT::everywhere)
                .initializer((classes, context) ->
                        aliases.set(ChannelLayers.current().aliases()));
        try (Server server = builder.start()) {
            Client client = Client.open(server, "/ws/news");
            assertThat(new Visitor(server).get("/send?text=hello")).isEmpty();
            assertThat(client.next()).isEqualTo("text hello");
            assertThat(aliases.get()).contains("default");
            assertThat(Set.copyOf(SEEN.values())).hasSize(1);
        }
    }

    static Stream<Path> fragments() throws IOException {
        try (Stream<Path> files = Files.list(FRAGMENTS)) {
            // the other two are for a whole server, where tomcat-config tests them
            List<Path> fragments = files.filter(
                            file -> file.getFileName().toString().startsWith("context"))
                    .filter(file -> !file.endsWith("context-link.xml"))
                    .toList();
            assertThat(fragments).hasSize(2);
            return fragments.stream();
        }
    }

    @Test
    void a_placeholder_in_the_url_is_filled_from_a_system_property_or_its_default() throws IOException {
        Path file = Files.createTempFile("context", ".xml");
        try {
            Files.writeString(
                    file,
                    Files.readString(FRAGMENTS.resolve("context.xml"))
                            .replace("url=\"memory:\"", "url=\"${channels.layer.default.url:-memory:}\""));
            for (String set : List.of("", "memory:?capacity=5")) {
                if (!set.isEmpty()) {
                    System.setProperty("channels.layer.default.url", set);
                }
                try (Server server = Server.with(Echo.class).contextXml(file).start()) {
                    assertThat(server.isDeployed()).isTrue();
                }
            }
        } finally {
            System.clearProperty("channels.layer.default.url");
            Files.delete(file);
        }
    }
}
