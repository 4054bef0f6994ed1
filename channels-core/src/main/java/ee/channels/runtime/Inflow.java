package ee.channels.runtime;

/**
 * An engine's reading from one socket, for engines that go on reading while earlier frames of it are still being
 * handled: they have to be told when to pause.
 *
 * <p>What the engine has read already still comes after {@link #pause}. The connection calls the two in turn, never at
 * the same time, and neither while it holds a lock.
 *
 * <p>Implementations return at once and never throw.
 */
public interface Inflow {

    /** Reads no more of the socket until {@link #resume}, so that the client is pushed back. */
    void pause();

    /** Reads on. */
    void resume();
}
