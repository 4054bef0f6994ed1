package ee.channels.conformance.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A client that may misbehave: it writes what it is told, byte for byte, and reads only when it is told.
 *
 * <p>Confined to the thread of the test.
 */
public final class RawClient implements AutoCloseable {

    /** Header lines that make a request a handshake. */
    public static final String HANDSHAKE = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xa;

    /** The bit of the first byte that says that a message ends with this frame. */
    public static final int FIN = 0x80;

    /** The bit of the first byte that says that a message is compressed, where that was agreed. */
    public static final int COMPRESSED = 0x40;

    /** What RFC 7692 leaves out at the end of each message. */
    private static final byte[] FLUSHED = {0, 0, (byte) 0xff, (byte) 0xff};

    /** Small, so that a client that does not read is soon noticed. */
    private static final int RECEIVE_BUFFER = 8_192;

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final URI root;
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final Inflater inflater = new Inflater(true); // one for all messages of the connection

    RawClient(URI root) {
        this.root = root;
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(root.getHost(), root.getPort()));
            socket.setSoTimeout((int) Site.DEADLINE.toMillis());
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shakes hands; header lines end with CR and LF. */
    RawClient upgrade(String path, String... headerLines) {
        String answer = request("GET", path, HANDSHAKE + String.join("", headerLines));
        if (!answer.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(answer);
        }
        return this;
    }

    /** The head of the answer to a request; header lines end with CR and LF, as do those of the head. */
    public String request(String method, String path, String... headerLines) {
        write((method + " " + root.getRawPath() + path + " HTTP/1.1\r\nHost: " + root.getRawAuthority() + "\r\n"
                        + String.join("", headerLines) + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        try {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                head.write(in.readUnsignedByte());
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawClient write(byte... bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes to a server that may refuse it before it has come; a connection that it has closed by then is reset. */
    public void offer(byte... bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // what comes back tells
        }
    }

    /** A whole text message. */
    public RawClient text(String text) {
        return frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A close frame. */
    public RawClient close(int code, String reason) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(code >> 8);
        payload.write(code);
        payload.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
        return frame(FIN | CLOSE, payload.toByteArray());
    }

    /** A masked frame; the first byte is FIN, the reserved bits and the opcode. */
    public RawClient frame(int first, byte... payload) {
        return write(encoded(first, payload));
    }

    /** The bytes of a masked frame. */
    public static byte[] encoded(int first, byte... payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % MASK.length]);
        }
        return frame.toByteArray();
    }

    /**
     * The next frame: its first byte in hexadecimal, then its payload as text, which is code and reason for a close
     * frame, and inflated if it is compressed; or {@code end} when the connection is gone.
     */
    public String next() {
        try {
            int first = in.readUnsignedByte();
            byte[] payload = new byte[length(in.readUnsignedByte())];
            in.readFully(payload);
            if ((first & COMPRESSED) != 0) {
                payload = inflated(payload);
            }
            String shown = new String(payload, StandardCharsets.UTF_8);
            if ((first & 0xf) == CLOSE && payload.length >= 2) {
                int code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                shown = code + " " + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
            }
            return (Integer.toHexString(first) + " " + shown).strip();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("Nothing was heard for " + Site.DEADLINE, e);
        } catch (EOFException e) {
            return "end";
        } catch (IOException e) {
            return "end"; // by a reset
        }
    }

    private byte[] inflated(byte[] payload) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try {
            for (byte[] input : new byte[][] {payload, FLUSHED}) {
                inflater.setInput(input);
                byte[] part = new byte[1_024];
                for (int size = inflater.inflate(part); size > 0; size = inflater.inflate(part)) {
                    whole.write(part, 0, size);
                }
            }
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
        return whole.toByteArray();
    }

    private int length(int second) throws IOException {
        return switch (second) {
            case 126 -> in.readUnsignedShort();
            case 127 -> Math.toIntExact(in.readLong());
            default -> second;
        };
    }

    /**
     * Reads on to a close frame and returns its code, or 1005 without one in it, or 1006 if the connection just ends.
     */
    public int end() {
        String frame = next();
        while (!frame.startsWith("88") && !frame.equals("end")) {
            frame = next();
        }
        if (frame.equals("end")) {
            return 1006;
        }
        return frame.equals("88") ? 1005 : Integer.parseInt(frame.split(" ")[1]);
    }

    /** Ends the TCP connection at once, by a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the TCP connection without a close frame. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
