package ee.channels.jakarta;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import ee.channels.consumer.ChannelsApplication;
import ee.channels.consumer.WebSocketRoute;
import ee.channels.jakarta.cdi.Cdi;
import ee.channels.jakarta.cdi.CdiApplication;
import ee.channels.jakarta.naming.JndiLayers;
import ee.channels.jakarta.naming.ResourceFields;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpoint;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Starts the library in a web application that has routes, without any registration of its own: the container finds it
 * as a service and hands it the classes with {@link WebSocketRoute @WebSocketRoute} and the
 * {@link ChannelsApplication}.
 *
 * <p>It registers the {@link ChannelsListener} and, in front of all other filters, the {@link HandshakeFilter}. An
 * application that wants the filter at another place, behind one that signs users in for instance, declares and maps a
 * filter named {@value HandshakeFilter#NAME} in its web.xml.
 *
 * <p>An application without routes gets its layers, if the container declares some for it in JNDI or a CDI bean of its
 * asks for one, and otherwise nothing at all, so that the library may lie where every application of a server sees it.
 *
 * <p>Channels counterpart: the {@code asgi.py} of a project, with {@code get_asgi_application} and
 * {@code ProtocolTypeRouter}, which every project writes by hand.
 *
 * <p>Confined to the deploying thread.
 */
@HandlesTypes({
    WebSocketRoute.class,
    ChannelsApplication.class,
    // These only tell whether the container starts its engine.
    Endpoint.class,
    ServerApplicationConfig.class,
    ServerEndpoint.class
})
public final class ChannelsInitializer implements ServletContainerInitializer {

    /** Called by the container. */
    public ChannelsInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> found, ServletContext context) throws ServletException {
        Set<Class<?>> types = found == null ? Set.of() : found;
        RouteClasses classes = RouteClasses.of(types);
        ResourceFields fields = ResourceFields.of(context);
        boolean asked = !classes.isEmpty()
                || !fields.isEmpty()
                || Cdi.of(context).map(CdiApplication::asksForLayers).orElse(false);
        if (!asked && !JndiLayers.areDeclared()) {
            return;
        }
        Deployment deployment = null;
        try {
            deployment = Deployment.prepare(context, classes);
            fields.check(context.getServerInfo());
            if (!asked && !deployment.isDeclared()) {
                deployment.close();
                return;
            }
            if (!classes.isEmpty()) {
                EngineStart.ifJetty(context);
                registerFilter(context, deployment);
                if (UpgradeFilter.isNeeded(context)) {
                    registerLast(context);
                }
                EngineStart.ifAsleep(context, types);
                context.addListener(deployment.sessionListener());
            }
            context.addListener(new ChannelsListener(deployment));
            context.setAttribute(Deployment.ATTRIBUTE, deployment);
        } catch (ChannelsException e) {
            if (deployment != null) {
                deployment.close();
            }
            throw new ServletException(e.getMessage(), e);
        }
    }

    private static void registerFilter(ServletContext context, Deployment deployment) {
        FilterRegistration declared = context.getFilterRegistration(HandshakeFilter.NAME);
        if (declared != null && declared.getClassName() != null) {
            requireUsable(declared);
            return;
        }
        boolean mapped = declared != null && isMapped(declared);
        FilterRegistration.Dynamic own = context.addFilter(HandshakeFilter.NAME, new HandshakeFilter(deployment));
        if (own == null) {
            throw ConfigurationException.of(
                    "The filter " + HandshakeFilter.NAME,
                    "cannot be registered: the container has one of this name already");
        }
        own.setAsyncSupported(true);
        if (!mapped) {
            own.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        }
    }

    /** The engine adds its own filter later still. */
    private static void registerLast(ServletContext context) {
        FilterRegistration.Dynamic last = context.addFilter(UpgradeFilter.NAME, new UpgradeFilter());
        last.setAsyncSupported(true);
        last.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    private static void requireUsable(FilterRegistration declared) {
        String expected = HandshakeFilter.class.getName();
        if (!expected.equals(declared.getClassName())) {
            throw ConfigurationException.of(
                    "The filter " + HandshakeFilter.NAME,
                    "is of class " + declared.getClassName() + "; its filter-class must be " + expected);
        }
        if (!isMapped(declared)) {
            throw ConfigurationException.of(
                    "The filter " + HandshakeFilter.NAME,
                    "is declared but not mapped; map it to /* or to the paths of the routes, or remove the declaration");
        }
    }

    private static boolean isMapped(FilterRegistration filter) {
        return !filter.getUrlPatternMappings().isEmpty()
                || !filter.getServletNameMappings().isEmpty();
    }
}
