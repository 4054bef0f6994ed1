package ee.channels.jakarta.naming;

import ee.channels.ConfigurationException;
import ee.channels.layer.ChannelLayer;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.ServerWideLayer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameClassPair;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * The channel layers that the container declares for an application, under {@code java:comp/env/channels}.
 *
 * <p>Containers make such objects when somebody first asks, which may be long after the deployment, and in a servlet.
 * So we ask first.
 *
 * <p>Thread-safe.
 */
public final class JndiLayers {

    /** Where layers are declared, below {@link #ENVIRONMENT}. */
    static final String SUBCONTEXT = "channels/";

    private static final String ENVIRONMENT = "java:comp/env/";

    /** What Tomcat's naming says a {@code ResourceLink} is, as long as nobody has followed it. */
    private static final String TOMCATS_LINK = "org.apache.naming.ResourceLinkRef";

    /** What it says of everything that an application declares. */
    private static final String TOMCATS = "org.apache.naming.";

    private JndiLayers() {}

    /** Whether anything is declared where layers are; it need not be one. */
    public static boolean areDeclared() {
        Declared declared = declared();
        return !declared.names().isEmpty() || declared.failure() != null;
    }

    /**
     * Opens every layer that is declared, and adopts those of the server; call once the application's layers are bound
     * to its class loader, and before any of its own code runs.
     *
     * @param serverInfo what the server says of itself, so that messages can say what to write
     * @param strict whether a name that leads nowhere is refused; otherwise it is taken for somebody else's, as long as
     *     it is no channel layer that is at fault
     * @return the aliases of the layers that were found; empty where nothing is declared, or there is no JNDI
     * @throws ConfigurationException naming the resource and what is wrong with it: an option of it, or that it is
     *     asked for by a {@code @Resource} and declared nowhere, or that it is of another copy of this library
     */
    public static Set<String> open(ChannelLayers layers, String serverInfo, boolean strict) {
        Declared all = declared();
        NamingException failure = all.failure();
        if (failure != null && strict) {
            throw unlisted(Declaring.on(serverInfo), failure);
        }
        Set<String> found = new LinkedHashSet<>();
        for (NameClassPair declared : all.names()) {
            String alias = lastPart(declared.getName());
            boolean linked = declared.getClassName().equals(TOMCATS_LINK);
            boolean own = !linked && declared.getClassName().startsWith(TOMCATS);
            if (taken(
                    alias, linked, own, lookUp(SUBCONTEXT + alias, linked, Declaring.on(serverInfo), strict), layers)) {
                found.add(alias);
            }
        }
        return found;
    }

    private static boolean taken(
            String alias, boolean linked, boolean own, @Nullable Object found, ChannelLayers layers) {
        LibraryCopy.of(found).ifPresent(jar -> {
            throw foreign(SUBCONTEXT + alias, jar);
        });
        if (found instanceof ServerWideLayer shared) {
            if (own) {
                throw misplaced(alias, "is made by an application", ChannelLayerObjectFactory.class);
            }
            layers.adopt(alias, shared);
            return true;
        }
        if (linked && found instanceof ChannelLayer) {
            throw misplaced(alias, "leads to a layer of an application", ServerWideLayerObjectFactory.class);
        }
        return found instanceof ChannelLayer;
    }

    /** GlassFish and Payara list names from their root, as {@code java:comp/env/channels/default}. */
    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Whether a name below {@code java:comp/env} leads to a channel layer. */
    public static boolean has(String name) {
        try {
            return new InitialContext().lookup(ENVIRONMENT + name) instanceof ChannelLayer;
        } catch (NamingException e) {
            return false;
        }
    }

    private static Declared declared() {
        List<NameClassPair> names = new ArrayList<>();
        try {
            NamingEnumeration<NameClassPair> all = new InitialContext().list("java:comp/env/channels");
            while (all.hasMore()) {
                names.add(all.next());
            }
        } catch (NamingException e) {
            return new Declared(names, null); // no JNDI, or nothing below that name
        } catch (RuntimeException e) {
            NamingException failure = cause(e, NamingException.class);
            if (failure == null) {
                throw e;
            }
            return new Declared(names, failure);
        }
        return new Declared(names, null);
    }

    private static @Nullable Object lookUp(String name, boolean linked, Declaring server, boolean strict) {
        try {
            Object found = new InitialContext().lookup(ENVIRONMENT + name);
            return found instanceof Context ? null : found;
        } catch (NamingException e) {
            ConfigurationException refusal = refusal(name, linked, e);
            if (refusal == null && !strict) {
                return null;
            }
            throw refusal == null ? undeclared(name, linked, server, e) : refusal;
        }
    }

    /** Why a layer is refused, if it is one. */
    private static @Nullable ConfigurationException refusal(String name, boolean linked, NamingException failure) {
        ConfigurationException told = cause(failure, ConfigurationException.class);
        ConfigurationException refusal = null;
        if (told != null) {
            refusal = ConfigurationException.of(ENVIRONMENT + name, "cannot be opened: " + told.getMessage());
        } else if (linked && cause(failure, IllegalArgumentException.class) != null) {
            // Tomcat refuses to link what is not of the declared type, as the application knows that type.
            refusal = LibraryCopy.hidden().map(jar -> foreign(name, jar)).orElse(null);
        }
        if (refusal != null) {
            refusal.initCause(failure);
        }
        return refusal;
    }

    private static ConfigurationException undeclared(
            String name, boolean linked, Declaring server, NamingException failure) {
        String problem = linked
                ? "leads to the server, where it cannot be had: " + failure.getMessage() + ". "
                        + server.howForTheServer(name)
                : "is asked for, by @Resource or in web.xml, but not declared, or declared without a factory: "
                        + failure.getMessage() + ". " + server.how(name);
        ConfigurationException refusal = ConfigurationException.of(ENVIRONMENT + name, problem);
        refusal.initCause(failure);
        return refusal;
    }

    private static ConfigurationException unlisted(Declaring server, NamingException failure) {
        ConfigurationException told = cause(failure, ConfigurationException.class);
        ConfigurationException refusal = ConfigurationException.of(
                ENVIRONMENT + "channels",
                told != null
                        ? "cannot be opened: " + told.getMessage()
                        : "has a name that is asked for, by @Resource or in web.xml, but not declared: "
                                + failure.getMessage() + ". " + server.how(SUBCONTEXT + "default"));
        refusal.initCause(failure);
        return refusal;
    }

    private static ConfigurationException foreign(String name, String jar) {
        return ConfigurationException.of(
                ENVIRONMENT + name,
                "is a channel layer of another copy of this library: it is made by " + jar
                        + ", and this application uses " + LibraryCopy.own()
                        + ". Leave the library out of the application, or let it have a layer of its own");
    }

    private static ConfigurationException misplaced(String alias, String problem, Class<?> factory) {
        return ConfigurationException.of(
                ENVIRONMENT + SUBCONTEXT + alias,
                problem + "; a layer that applications share is declared for the server and linked, one of an"
                        + " application is not. Here its factory must be " + factory.getName());
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> wanted) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (wanted.isInstance(cause)) {
                return wanted.cast(cause);
            }
        }
        return null;
    }

    /**
     * What a server lists.
     *
     * @param failure why it did not list the rest: GlassFish and Payara look each name up while they list it, and throw
     *     for one that leads nowhere
     */
    private record Declared(
            List<NameClassPair> names, @Nullable NamingException failure) {}
}
