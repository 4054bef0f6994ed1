package ee.channels.jakarta;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that may misbehave: it writes what it is told, byte for byte. */
final class RawSocket implements Closeable {

    static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    static final String VERSION = "Sec-WebSocket-Version: 13\r\n";

    private static final int DEADLINE = 20_000;

    /** Small, so that a client that does not read is soon noticed. */
    private static final int RECEIVE_BUFFER = 8_192;

    private final Socket socket;
    private final DataInputStream in;

    RawSocket(Server server) {
        try {
            socket = new Socket();
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.connect(new InetSocketAddress("localhost", server.port()));
            socket.setSoTimeout(DEADLINE);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer's head to a request of this line with these header lines. */
    static String answer(Server server, String requestLine, String... headers) {
        try (RawSocket raw = new RawSocket(server)) {
            return raw.request(requestLine, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawSocket open(Server server, String path, String... headers) {
        RawSocket raw = new RawSocket(server);
        String answer = raw.request("GET " + path, UPGRADE + KEY + VERSION + String.join("", headers));
        if (!answer.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(answer);
        }
        return raw;
    }

    String request(String line, String... headers) {
        write((line + " HTTP/1.1\r\nHost: localhost:" + socket.getPort() + "\r\n" + String.join("", headers) + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        try {
            return head();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    RawSocket write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A frame with a mask of zeros; the first byte is FIN, RSV and opcode. */
    RawSocket frame(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return write(frame.toByteArray());
    }

    /** The next frame of less than 64 KiB: its first byte in hexadecimal, then its payload as text, or {@code end}. */
    String next() {
        try {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
            in.readFully(payload);
            String shown = new String(payload, StandardCharsets.UTF_8);
            if (first == 0x88 && payload.length >= 2) {
                int code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                shown = (code + " " + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8)).strip();
            }
            return Integer.toHexString(first) + " " + shown;
        } catch (EOFException e) {
            return "end";
        } catch (IOException e) {
            return "end: " + e.getMessage();
        }
    }

    /** Ends the TCP connection at once, by a reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
