package ee.channels.benchmarks.contender;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is in which room, for the contenders that are written by hand.
 *
 * <p>Thread-safe.
 *
 * @param <M> a member
 */
final class Rooms<M extends Rooms.Member> {

    /** One that takes texts. */
    interface Member {
        /** Takes a text, in the order of the calls, without waiting for the client. */
        void send(String text);
    }

    private final Map<String, Set<M>> rooms = new ConcurrentHashMap<>();

    void join(String room, M member) {
        rooms.computeIfAbsent(room, name -> ConcurrentHashMap.newKeySet()).add(member);
    }

    void leave(String room, M member) {
        Set<M> members = rooms.get(room);
        if (members != null) {
            members.remove(member);
        }
    }

    void broadcast(String room, String text) {
        Set<M> members = rooms.get(room);
        if (members != null) {
            members.forEach(member -> member.send(text));
        }
    }
}
