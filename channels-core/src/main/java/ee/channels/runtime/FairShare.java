package ee.channels.runtime;

import java.util.HashMap;
import java.util.Map;

/**
 * Shares out a fixed number of places among parties, so that none can take all of them: a party that holds some gets
 * another only while it holds fewer than are free. The first blocked party so ends at half of the places, the next at a
 * quarter, and a newcomer finds one free for as long as there is any. (The dynamic threshold of shared-memory packet
 * switches: Choudhury and Hahne, 1998.)
 *
 * <p>Thread-safe; every method takes the one lock and nothing else.
 */
final class FairShare {

    private final int places;
    private final Map<Object, Integer> held = new HashMap<>(); // guarded by this
    private int free; // guarded by this

    FairShare(int places) {
        this.places = places;
        this.free = places;
    }

    /** Takes a place if the party may have one. */
    synchronized boolean tryTake(Object party) {
        if (!allows(party)) {
            return false;
        }
        held.merge(party, 1, Integer::sum);
        free--;
        return true;
    }

    /** Whether the party may have a place now. */
    synchronized boolean allows(Object party) {
        return allows(held.getOrDefault(party, 0), free);
    }

    /** The rule: whether a party that holds so many may have another while so many are free. */
    static boolean allows(int mine, int free) {
        return mine == 0 ? free > 0 : mine < free;
    }

    /** Gives a place back. */
    synchronized void give(Object party) {
        int mine = held.getOrDefault(party, 0);
        if (mine == 0) {
            throw new IllegalStateException("No place is held by " + party);
        }
        if (mine == 1) {
            held.remove(party);
        } else {
            held.put(party, mine - 1);
        }
        free++;
    }

    /** How many places are taken. */
    synchronized int taken() {
        return places - free;
    }
}
