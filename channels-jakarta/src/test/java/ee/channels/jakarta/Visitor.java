package ee.channels.jakarta;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A browser as far as sessions go: it keeps the session's cookie and sends it with requests and handshakes. */
final class Visitor {

    private static final String COOKIE = "JSESSIONID=";

    private final Server server;
    private String cookie;

    Visitor(Server server) {
        this.server = server;
    }

    /** Asks for a page and returns its text. */
    String get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> answer =
                    Client.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            keep(answer.headers().allValues("Set-Cookie"));
            return answer.statusCode() == 200 ? answer.body() : Integer.toString(answer.statusCode());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens a socket in a tab of its own. */
    Client open(String path) {
        return cookie == null ? Client.open(server, path) : Client.open(server, path, "Cookie", cookie);
    }

    /** The answer's status line and headers, the way they come; cookies are kept, the socket is not. */
    List<String> handshake(String path) {
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                    + (cookie == null ? "" : "Cookie: " + cookie + "\r\n") + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            List<String> lines = new ArrayList<>();
            for (String line = answer.readLine(); line != null && !line.isEmpty(); line = answer.readLine()) {
                lines.add(line);
            }
            keep(lines.stream()
                    .filter(line -> line.startsWith("Set-Cookie: "))
                    .map(line -> line.substring("Set-Cookie: ".length()))
                    .toList());
            return lines;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keep(List<String> set) {
        set.stream()
                .filter(value -> value.startsWith(COOKIE))
                .forEach(value -> cookie = value.substring(0, value.indexOf(';')));
    }
}
