package ee.channels.conformance.server;

import static ee.channels.conformance.server.Feature.CDI;
import static ee.channels.conformance.server.Feature.CONCURRENCY;
import static ee.channels.conformance.server.Feature.DISTRIBUTABLE_SESSIONS;
import static ee.channels.conformance.server.Feature.EJB;
import static ee.channels.conformance.server.Feature.GLOBAL_JNDI;
import static ee.channels.conformance.server.Feature.HTTP2;
import static ee.channels.conformance.server.Feature.JMS;
import static ee.channels.conformance.server.Feature.JTA;
import static ee.channels.conformance.server.Feature.SHARED_SESSIONS;
import static ee.channels.conformance.server.Feature.STORED_SESSIONS;
import static ee.channels.conformance.server.Feature.SUSPEND;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.BiFunction;

/** The servers on which everything has to behave the same. */
public enum Container {
    TOMCAT_10("Tomcat 10.1", "tomcat10", TomcatServer::new, SHARED_SESSIONS),
    TOMCAT_11("Tomcat 11", "tomcat11", TomcatServer::new, SHARED_SESSIONS),
    JETTY_EE10("Jetty 12.1 (ee10)", "jetty", JettyServer::new, HTTP2, STORED_SESSIONS, SHARED_SESSIONS),
    JETTY_EE11("Jetty 12.1 (ee11)", "jetty", JettyServer::new, HTTP2, STORED_SESSIONS, SHARED_SESSIONS),
    WILDFLY(
            "WildFly 39",
            "wildfly",
            WildFlyServer::withLayers,
            CDI,
            EJB,
            JMS,
            JTA,
            CONCURRENCY,
            GLOBAL_JNDI,
            SUSPEND,
            DISTRIBUTABLE_SESSIONS,
            SHARED_SESSIONS),
    GLASSFISH_7("GlassFish 7", "glassfish7", GlassFishServer::new, CDI, EJB, JMS, JTA, CONCURRENCY, GLOBAL_JNDI),
    GLASSFISH_8("GlassFish 8", "glassfish8", GlassFishServer::new, CDI, EJB, JMS, JTA, CONCURRENCY, GLOBAL_JNDI),
    PAYARA("Payara 6", "payara", GlassFishServer::new, CDI, EJB, JMS, JTA, CONCURRENCY, GLOBAL_JNDI, SHARED_SESSIONS),
    LIBERTY(
            "Open Liberty 26",
            "liberty",
            LibertyServer::new,
            CDI,
            EJB,
            JMS,
            JTA,
            CONCURRENCY,
            GLOBAL_JNDI,
            SHARED_SESSIONS);

    private final String label;
    private final String distribution;
    private final BiFunction<Container, Path, Server> maker;
    private final Set<Feature> features;

    Container(String label, String distribution, BiFunction<Container, Path, Server> maker, Feature... features) {
        this.label = label;
        this.distribution = distribution;
        this.maker = maker;
        this.features = Set.of(features);
    }

    /** For people. */
    public String label() {
        return label;
    }

    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** Where the distribution lies, as it was unpacked: the one folder below {@code target/servers/NAME}. */
    Path home() {
        return Installing.onlyFolderIn(Path.of(System.getProperty("servers.directory"), distribution));
    }

    /**
     * A fresh installation with nothing deployed, not started.
     *
     * @param name of its folder below {@code target/run}, which is emptied
     */
    public Server install(String name) {
        return maker.apply(this, Installing.empty(Path.of("target", "run", name).toAbsolutePath()));
    }
}
