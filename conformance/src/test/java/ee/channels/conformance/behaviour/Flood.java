package ee.channels.conformance.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ee.channels.conformance.client.RawClient;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client that sends text messages of one size as fast as it may, from a thread of its own, and answers nothing; below
 * the WebSocket clients that there are, since those queue as well.
 */
final class Flood implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration STANDSTILL = Duration.ofMillis(700);
    private static final int WRITE = 1 << 16;
    private static final int CLOSE = 0x88;

    private final Socket socket;
    private final DataInputStream in;
    private final int frameBytes;
    private final long frames;
    private volatile long sent;
    private volatile int closeCode;

    private Flood(Socket socket, int frameBytes, long frames) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.frameBytes = frameBytes;
        this.frames = frames;
    }

    /** Opens the socket and begins. */
    static Flood of(URI address, int payload, long bytes) throws IOException {
        byte[] frame = RawClient.encoded(RawClient.FIN | RawClient.TEXT, new byte[payload]);
        Socket socket = new Socket();
        socket.setSendBufferSize(WRITE); // else megabytes wait here, in frames that somebody has to handle in the end
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        Flood flood = new Flood(socket, frame.length, bytes / frame.length);
        flood.handshake(address);
        start(flood::read, "flood-reader");
        start(() -> flood.write(frame), "flood-writer");
        return flood;
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void handshake(URI address) throws IOException {
        String request = "GET " + address.getRawPath() + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\n"
                + RawClient.HANDSHAKE + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.readUnsignedByte());
        }
        assertThat(answer.toString()).startsWith("HTTP/1.1 101");
    }

    private void write(byte... frame) {
        int batch = Math.max(1, WRITE / frameBytes);
        byte[] some = new byte[batch * frameBytes];
        for (int at = 0; at < some.length; at += frameBytes) {
            System.arraycopy(frame, 0, some, at, frameBytes);
        }
        try {
            OutputStream out = socket.getOutputStream();
            while (sent < frames * frameBytes) {
                int length = (int) Math.min(some.length, frames * frameBytes - sent);
                out.write(some, 0, length);
                sent += length;
            }
        } catch (IOException e) {
            // the server has had enough; the reader knows why
        }
    }

    private void read() {
        try {
            while (true) {
                int type = in.readUnsignedByte();
                int length = in.readUnsignedByte();
                byte[] payload = in.readNBytes(length);
                if (type == CLOSE) {
                    closeCode = ByteBuffer.wrap(payload).getShort();
                }
            }
        } catch (IOException e) {
            // over
        }
    }

    /** Waits until all is sent, or the server has closed, or nothing moves for a while. */
    void awaitStandstill() {
        long[] last = {-1};
        await().atMost(DEADLINE).pollInterval(STANDSTILL).until(() -> {
            boolean still = sent == last[0];
            last[0] = sent;
            return still || isAllSent() || closeCode != 0;
        });
    }

    /** How many frames are to be sent in all. */
    long frames() {
        return frames;
    }

    long sentBytes() {
        return sent;
    }

    boolean isAllSent() {
        return sent == frames * frameBytes;
    }

    /** The code of the server's close frame, or 0 if none has come. */
    int closeCode() {
        return closeCode;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
