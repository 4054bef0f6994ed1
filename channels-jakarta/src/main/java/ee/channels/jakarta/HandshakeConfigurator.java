package ee.channels.jakarta;

import ee.channels.scope.Headers;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells the engine what the filter has decided: sub-protocol, extensions, headers, and which connection the socket
 * belongs to. An upgrade without a decision, which has slipped past the filter, is refused.
 *
 * <p>Thread-safe: it keeps nothing; what it answers is the thread's {@link HandOver}.
 */
final class HandshakeConfigurator extends ServerEndpointConfig.Configurator {

    /** The property of the connection's own configuration that holds the {@link HandOver}. */
    static final String HAND_OVER = "ee.channels.jakarta.hand-over";

    private static final String COMPRESSION = "permessage-deflate";

    /** Headers that make up the handshake itself. */
    private static final Set<String> ENGINES_OWN =
            Set.of("connection", "upgrade", "content-length", "transfer-encoding");

    @Override
    public boolean checkOrigin(String origin) {
        return HandOver.current().isPresent();
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return HandOver.current()
                .flatMap(accepted -> accepted.answer().subprotocol())
                .orElse("");
    }

    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        boolean compression = HandOver.current()
                .map(accepted -> accepted.answer().connection().options().compression())
                .orElse(false);
        boolean known =
                installed.stream().anyMatch(extension -> extension.getName().equals(COMPRESSION));
        return compression && known
                ? requested.stream()
                        .filter(extension -> extension.getName().equals(COMPRESSION))
                        .toList()
                : List.of();
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        HandOver.current().ifPresent(accepted -> {
            accepted.take();
            config.getUserProperties().put(HAND_OVER, accepted);
            Headers headers = accepted.answer().headers();
            for (String name : headers.names()) {
                if (!isEnginesOwn(name)) {
                    response.getHeaders().put(name, new ArrayList<>(headers.all(name)));
                }
            }
        });
    }

    private static boolean isEnginesOwn(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ENGINES_OWN.contains(lower) || lower.startsWith("sec-websocket-");
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        return type.cast(new ConsumerEndpoint());
    }
}
