package ee.channels.jakarta;

import ee.channels.jakarta.security.SignIn;
import ee.channels.jakarta.session.SessionBridge;
import ee.channels.runtime.ChannelsRuntime;
import ee.channels.security.OriginValidator;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a handshake needs of a started application.
 *
 * <p>Immutable; its parts are thread-safe.
 *
 * @param sessions the HTTP sessions that connections belong to
 * @param templates what was added to the engine
 * @param engine the container's WebSocket engine
 * @param fallback the endpoint at {@link #FALLBACK}
 * @param origins tells whose pages may open a socket
 * @param signIn signs in who sends credentials
 * @param roles the role names that every handshake asks the container for
 */
record Sockets(
        ChannelsRuntime runtime,
        SessionBridge sessions,
        Templates templates,
        ServerContainer engine,
        ServerEndpointConfig fallback,
        OriginValidator origins,
        SignIn signIn,
        List<String> roles) {

    /**
     * Where paths are upgraded that no template of the engine's covers: regular expressions, rest-of-path parameters,
     * texts with braces. An endpoint was added there, since some engines only upgrade to what they know; nothing is
     * served at this path itself.
     */
    static final String FALLBACK = "/.channels/upgrade";

    /** Has the engine upgrade a handshake, whatever its path; the hand-over is under way. */
    void upgrade(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        try {
            HttpServletRequest handshake =
                    UpgradeFilter.mayNotSeeSession(engine) ? new WithoutSession(request) : request;
            engine.upgradeHttpToWebSocket(handshake, response, fallback, Map.of());
        } catch (DeploymentException e) {
            throw new ServletException("The container's WebSocket engine did not upgrade a handshake", e);
        }
    }
}
