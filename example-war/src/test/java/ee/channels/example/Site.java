package ee.channels.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** The example as seen from outside; every call has a deadline. */
record Site(URI uri, HttpClient http) {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    static Site at(URI uri) {
        return new Site(uri, HttpClient.newBuilder().connectTimeout(DEADLINE).build());
    }

    /** The Origin of its own pages. */
    String origin() {
        return "http://" + uri.getAuthority();
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(DEADLINE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri.resolve(path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** Signs in and returns the session's cookie. */
    String signIn(String name) {
        HttpResponse<String> answer = post(
                "sign-in", "name=" + encoded(name), "Content-Type", "application/x-www-form-urlencoded;charset=UTF-8");
        if (answer.statusCode() != 204) {
            throw new AssertionError("sign-in answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    Client open(String path, String... headers) {
        Client client = new Client();
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(DEADLINE);
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        client.socket = builder.buildAsync(URI.create("ws://" + uri.getAuthority() + "/" + path), client)
                .join();
        return client;
    }

    Client chat(String room, String... headers) {
        return open("ws/chat/" + encoded(room), headers);
    }

    /** The status of a handshake that is refused. */
    int refusal(String path, String... headers) {
        try (Client unexpected = open(path, headers)) {
            throw new AssertionError("accepted: " + path);
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
