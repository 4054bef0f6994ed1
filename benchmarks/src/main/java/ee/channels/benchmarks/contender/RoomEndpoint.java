package ee.channels.benchmarks.contender;

import ee.channels.benchmarks.contender.Rooms.Member;
import jakarta.servlet.ServletException;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Set;
import java.util.function.Function;
import org.apache.catalina.Context;
import org.jspecify.annotations.Nullable;

/**
 * A JSR-356 endpoint for one socket: a member of the room in its path, who says what it says to all of the room.
 *
 * <p>Called by the engine, one call at a time.
 */
final class RoomEndpoint extends Endpoint {
    private final Rooms<Member> rooms;
    private final Function<Session, Member> members;
    private @Nullable Member member;

    private RoomEndpoint(Rooms<Member> rooms, Function<Session, Member> members) {
        this.rooms = rooms;
        this.members = members;
    }

    /** Deploys it at {@code /ws/{room}}, with a member for each session. */
    static void deploy(Context context, Function<Session, Member> members) {
        Rooms<Member> rooms = new Rooms<>();
        PostServlet.map(context, rooms::broadcast);
        context.addServletContainerInitializer(
                (classes, application) -> {
                    ServerContainer engine =
                            (ServerContainer) application.getAttribute(ServerContainer.class.getName());
                    try {
                        engine.addEndpoint(ServerEndpointConfig.Builder.create(RoomEndpoint.class, "/ws/{room}")
                                .configurator(new ServerEndpointConfig.Configurator() {
                                    @Override
                                    public <T> T getEndpointInstance(Class<T> type) {
                                        return type.cast(new RoomEndpoint(rooms, members));
                                    }
                                })
                                .build());
                    } catch (DeploymentException e) {
                        throw new ServletException(e);
                    }
                },
                Set.of());
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        String room = room(session);
        Member joined = members.apply(session);
        member = joined;
        session.addMessageHandler(String.class, text -> rooms.broadcast(room, text));
        rooms.join(room, joined);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        Member left = member;
        if (left != null) {
            rooms.leave(room(session), left);
        }
    }

    @Override
    public void onError(Session session, Throwable error) {
        // onClose follows
    }

    private static String room(Session session) {
        return session.getPathParameters().getOrDefault("room", "");
    }
}
