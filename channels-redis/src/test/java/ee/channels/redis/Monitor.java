package ee.channels.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What clients send to a server, as its MONITOR tells, without what every connection says to be let in and to see
 * whether the server is there.
 *
 * <p>Thread-safe.
 */
public final class Monitor implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Set<String> HANDSHAKE = Set.of("AUTH", "SELECT", "CLIENT", "ROLE", "PING", "HELLO", "INFO");
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Socket socket;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    /**
     * One command.
     *
     * @param words the command and its arguments, each byte a character
     */
    public record Seen(List<String> words) {
        @Override
        public String toString() {
            return String.join(" ", words);
        }

        /** The bytes of an argument. */
        public byte[] bytes(int index) {
            return words.get(index).getBytes(ISO_8859_1);
        }
    }

    /** Begins to listen; returns when the server listens to it. */
    public Monitor(RedisServers.Server server) {
        try {
            socket = new Socket("127.0.0.1", server.port());
            socket.getOutputStream().write("MONITOR\r\n".getBytes(ISO_8859_1));
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            if (!"+OK".equals(lines.readLine())) {
                throw new AssertionError("The server lets nobody monitor it");
            }
            Thread reader = new Thread(() -> read(lines), "monitor");
            reader.setDaemon(true);
            reader.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void read(BufferedReader lines) {
        try {
            String line = lines.readLine();
            while (line != null) {
                Matcher matcher = WORD.matcher(line.substring(line.indexOf(']') + 1));
                List<String> words = new ArrayList<>();
                while (matcher.find()) {
                    words.add(unescaped(matcher.group(1)));
                }
                if (!words.isEmpty() && !HANDSHAKE.contains(words.get(0).toUpperCase(java.util.Locale.ROOT))) {
                    seen.add(new Seen(List.copyOf(words)));
                }
                line = lines.readLine();
            }
        } catch (IOException closed) {
            // That is how it ends.
            return;
        }
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char next = text.charAt(i++);
            if (next == 'x') {
                plain.append((char) Integer.parseInt(text.substring(i, i + 2), 16));
                i += 2;
            } else {
                int special = "nrtab".indexOf(next);
                plain.append(special < 0 ? next : "\n\r\t\u0007\b".charAt(special));
            }
        }
        return plain.toString();
    }

    /** Waits until there were so many commands since the last call, and returns them. */
    public List<Seen> next(int number) {
        await().atMost(DEADLINE).until(() -> seen.size() >= number);
        List<Seen> taken = new ArrayList<>(seen);
        seen.removeAll(taken);
        return taken;
    }

    /** What there was since the last call of {@link #next}. */
    public List<Seen> soFar() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
