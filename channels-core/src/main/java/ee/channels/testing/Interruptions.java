package ee.channels.testing;

/** A test that is interrupted ends with an exception, and its thread keeps the mark. */
final class Interruptions {

    private Interruptions() {}

    static IllegalStateException during(String what, InterruptedException interruption) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while " + what, interruption);
    }
}
