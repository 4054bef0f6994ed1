package ee.channels.inside;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds the port that arquillian.xml asks for; stands before Arquillian's own extension. */
public final class FreePort implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        if (System.getProperty("arquillian.port") == null) {
            try (ServerSocket socket = new ServerSocket(0)) {
                System.setProperty("arquillian.port", String.valueOf(socket.getLocalPort()));
            }
        }
    }
}
