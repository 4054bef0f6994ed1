package ee.channels.conformance.client;

import ee.channels.conformance.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * An application on a server, as its clients know it: paths are its own, behind its context path, with their query.
 *
 * <p>Headers are given as name, value, name, value.
 *
 * <p>Immutable.
 *
 * @param root the address of the application, without a slash at its end
 * @param diary the folder of the diary that the applications of the server keep
 */
public record Site(URI root, Path diary) {

    static final Duration DEADLINE = Duration.ofSeconds(20);
    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The application at a context path, which is named without its slash. */
    public static Site of(Server server, String name) {
        return new Site(server.http().resolve(name), server.diary());
    }

    /** What a page is like. */
    public HttpResponse<String> get(String path, String... headers) {
        return send(HttpRequest.newBuilder(http(path)), headers);
    }

    /** What comes of posting a text. */
    public HttpResponse<String> post(String path, String text, String... headers) {
        return send(HttpRequest.newBuilder(http(path)).POST(BodyPublishers.ofString(text)), headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        request.timeout(DEADLINE);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** An open socket. */
    public Client open(String path, String... headers) {
        return opening(path, headers).join();
    }

    /** A socket that is being opened. */
    public CompletableFuture<Client> opening(String path, String... headers) {
        return Client.opening(ws(path), headers);
    }

    /** An open socket that the client offers sub-protocols for. */
    public Client speaking(String path, String... subprotocols) {
        return Client.speaking(ws(path), subprotocols).join();
    }

    /** The answer to a handshake that is refused. */
    public HttpResponse<?> refused(String path, String... headers) {
        try {
            open(path, headers).abort();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refusal) {
                return refusal.getResponse();
            }
            throw e;
        }
        throw new AssertionError("The handshake was accepted");
    }

    /** The status that a handshake is refused with. */
    public int status(String path, String... headers) {
        return refused(path, headers).statusCode();
    }

    /** A TCP connection to the server, over which nothing was said. */
    public RawClient raw() {
        return new RawClient(root);
    }

    /** An open socket of a client that may misbehave; header lines end with CR and LF. */
    public RawClient rawOpen(String path, String... headerLines) {
        return raw().upgrade(path, headerLines);
    }

    /** A new page of the diary: what is opened with {@code ?diary=} and its name writes there. */
    public Page page() {
        return page(UUID.randomUUID().toString());
    }

    /** The page of this name. */
    public Page page(String name) {
        return new Page(diary, name);
    }

    public URI http(String path) {
        return URI.create(root + path);
    }

    public URI ws(String path) {
        return URI.create(http(path).toString().replaceFirst("^http", "ws"));
    }
}
