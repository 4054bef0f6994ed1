package ee.channels.jakarta;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * The answer to a handshake over HTTP/2 that no route has taken. It goes on, since an endpoint of the application's own
 * may; where none does, servlets, which know no CONNECT, say 501, and this makes it the 404 that it is over HTTP/1.1.
 *
 * <p>Confined to the thread of the handshake.
 */
final class ConnectResponse extends HttpServletResponseWrapper {

    ConnectResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void sendError(int status) throws IOException {
        super.sendError(status == SC_NOT_IMPLEMENTED ? SC_NOT_FOUND : status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        if (status == SC_NOT_IMPLEMENTED) {
            sendError(status);
        } else {
            super.sendError(status, message);
        }
    }
}
