package ee.channels.jakarta.naming;

import ee.channels.layer.ChannelLayer;
import java.util.Locale;

/** How a layer is declared, in the words of the server at hand; for messages. */
enum Declaring {
    TOMCAT("tomcat") {
        @Override
        String how(String name) {
            return "On Tomcat, declare it in META-INF/context.xml: " + resource(name, ChannelLayerObjectFactory.class);
        }

        @Override
        String howForTheServer(String name) {
            return "On Tomcat, declare it in conf/server.xml, in GlobalNamingResources: "
                    + resource(name, ServerWideLayerObjectFactory.class);
        }

        private String resource(String name, Class<?> factory) {
            return "<Resource name=\"" + name + "\" type=\"" + TYPE + "\" factory=\"" + factory.getName()
                    + "\" url=\"memory:\"/>";
        }
    },
    JETTY("jetty") {
        @Override
        String how(String name) {
            return "On Jetty, bind " + name + " in WEB-INF/jetty-env.xml, as a javax.naming.Reference to " + TYPE
                    + " with the factory " + FACTORY + " and the address url=memory:, and name it in web.xml, as"
                    + " a resource-env-ref of the type " + TYPE + "; see docs/servers/jetty.md";
        }
    },
    WILDFLY("wildfly") {
        @Override
        String how(String name) {
            return "On WildFly, run install-own.cli of wildfly-config, which binds java:global/" + name
                    + " for the server, and map it in WEB-INF/jboss-web.xml: <resource-env-ref><resource-env-ref-name>"
                    + name + "</resource-env-ref-name><jndi-name>java:global/" + name
                    + "</jndi-name></resource-env-ref>; the same resource-env-ref, of the type " + TYPE
                    + ", belongs into web.xml";
        }
    },
    GLASSFISH("glassfish") {
        @Override
        String how(String name) {
            return custom("GlassFish", name);
        }
    },
    PAYARA("payara") {
        @Override
        String how(String name) {
            return custom("Payara", name);
        }
    },
    LIBERTY("liberty") {
        @Override
        String how(String name) {
            return "On Liberty, declare a jndiObjectFactory of the class " + FACTORY + " for objects of the class "
                    + TYPE + " and a jndiReferenceEntry "
                    + name + " in server.xml, and map it in WEB-INF/ibm-web-bnd.xml: <resource-env-ref name=\"" + name
                    + "\" binding-name=\"" + name + "\"/>; see docs/servers/liberty.md";
        }
    },
    OTHER("") {
        @Override
        String how(String name) {
            return "Declare " + name + " in web.xml, as a resource-env-ref of the type " + TYPE
                    + ", and in the way of this server as an object of the factory " + FACTORY
                    + " with the property url=memory:";
        }
    };

    private static final String TYPE = ChannelLayer.class.getName();
    private static final String FACTORY = ChannelLayerObjectFactory.class.getName();

    private final String mark;

    Declaring(String mark) {
        this.mark = mark;
    }

    /** That of a server, by what it says of itself in {@code ServletContext.getServerInfo()}. */
    static Declaring on(String serverInfo) {
        String name = serverInfo.toLowerCase(Locale.ROOT);
        for (Declaring server : values()) {
            if (name.contains(server.mark)) {
                return server;
            }
        }
        return OTHER;
    }

    /** A sentence that tells what to write for a layer of an application. */
    abstract String how(String name);

    /** The same for one of the server. */
    String howForTheServer(String name) {
        return how(name);
    }

    private static String custom(String product, String name) {
        return "On " + product
                + ", declare it in WEB-INF/glassfish-resources.xml: <custom-resource jndi-name=\"java:app/"
                + name + "\" res-type=\"" + TYPE + "\" factory-class=\"" + FACTORY
                + "\"><property name=\"url\" value=\"memory:\"/></custom-resource>, and map it in"
                + " WEB-INF/glassfish-web.xml: <resource-env-ref><resource-env-ref-name>" + name
                + "</resource-env-ref-name><jndi-name>java:app/" + name + "</jndi-name></resource-env-ref>";
    }
}
