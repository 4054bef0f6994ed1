package ee.channels.conformance.app;

import ee.channels.consumer.WebSocketRoute;

/** Does what it is told: {@code close CODE REASON}, {@code throw}, or {@code half}, which sends half a character. */
@WebSocketRoute("/ws/command")
public class CommandConsumer extends DiaryConsumer {

    /** Made for each connection. */
    public CommandConsumer() {}

    @Override
    protected void receive(String command) {
        String[] words = command.split(" ", 3);
        switch (words[0]) {
            case "close" -> {
                send("bye");
                close(Integer.parseInt(words[1]), words[2]);
                send("too late");
            }
            case "throw" -> throw new IllegalStateException("a secret");
            case "half" -> send("half \uD83C");
            default -> send("what?");
        }
    }
}
