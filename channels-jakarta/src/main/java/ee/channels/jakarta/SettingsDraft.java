package ee.channels.jakarta;

import ee.channels.application.ConnectionOptions;
import ee.channels.runtime.OwnThreads;
import ee.channels.runtime.RuntimeOptions;
import ee.channels.security.ConnectionCaps;
import ee.channels.security.OriginValidator;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Settings while they are read.
 *
 * <p>Confined to the deploying thread.
 */
final class SettingsDraft {

    private static final int MAX_THREADS = 100_000;
    private static final int FIRST_VIRTUAL = 21;

    private RuntimeOptions runtime;
    private OriginValidator origins = OriginValidator.sameOrigin();
    private int handlerThreads = ChannelsSettings.HANDLER_THREADS;
    private int writerThreads = ChannelsSettings.WRITER_THREADS;
    private boolean virtualThreads = OwnThreads.virtualByDefault();
    private List<String> roles = List.of();
    private String sessionLayer = ChannelsSettings.AUTO;
    private int connectionsPerSession = ChannelsSettings.CONNECTIONS_PER_SESSION;
    private int connectionsPerAddress;
    private boolean requireTransactions;

    SettingsDraft(int serverThreads) {
        runtime = RuntimeOptions.forServerThreads(serverThreads);
    }

    /** Changes an option of connections; its range is checked at once. */
    void connection(UnaryOperator<ConnectionOptions.Builder> change) {
        ConnectionOptions changed =
                change.apply(runtime.connection().toBuilder()).build();
        runtime = new RuntimeOptions(
                changed,
                runtime.engineThreads(),
                runtime.handshakeThreads(),
                runtime.handshakePatience(),
                runtime.drainTimeout());
    }

    void engineThreads(int threads) {
        runtime = new RuntimeOptions(
                runtime.connection(),
                threads,
                runtime.handshakeThreads(),
                runtime.handshakePatience(),
                runtime.drainTimeout());
    }

    void handshakeThreads(int threads) {
        runtime = new RuntimeOptions(
                runtime.connection(),
                runtime.engineThreads(),
                threads,
                runtime.handshakePatience(),
                runtime.drainTimeout());
    }

    void handshakePatience(Duration patience) {
        runtime = new RuntimeOptions(
                runtime.connection(),
                runtime.engineThreads(),
                runtime.handshakeThreads(),
                patience,
                runtime.drainTimeout());
    }

    void drainTimeout(Duration timeout) {
        runtime = new RuntimeOptions(
                runtime.connection(),
                runtime.engineThreads(),
                runtime.handshakeThreads(),
                runtime.handshakePatience(),
                timeout);
    }

    void handlerThreads(int threads) {
        handlerThreads = inRange(threads);
    }

    void writerThreads(int threads) {
        writerThreads = inRange(threads);
    }

    private static int inRange(int threads) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("out of range");
        }
        return threads;
    }

    void connectionsPerSession(int connections) {
        connectionsPerSession = connections;
        caps(); // checks the range
    }

    void connectionsPerAddress(int connections) {
        connectionsPerAddress = connections;
        caps();
    }

    void virtualThreads(String choice) {
        if (!choice.equals("auto")) {
            virtualThreads = Setting.bool(choice);
        }
        if (virtualThreads && Runtime.version().feature() < FIRST_VIRTUAL) {
            throw new IllegalArgumentException("This Java has no virtual threads");
        }
    }

    void requireTransactions(boolean required) {
        requireTransactions = required;
    }

    void origins(String choice) {
        origins = choice.equals(ChannelsSettings.SAME_ORIGIN)
                ? OriginValidator.sameOrigin()
                : OriginValidator.allow(Setting.list(choice).toArray(String[]::new));
    }

    void roles(String names) {
        roles = Setting.list(names);
    }

    void sessionLayer(String choice) {
        if (!choice.matches("[A-Za-z0-9_.-]{1,100}")) {
            throw new IllegalArgumentException("no alias");
        }
        sessionLayer = choice;
    }

    String sessionLayer() {
        return sessionLayer;
    }

    RuntimeOptions runtime() {
        return runtime;
    }

    OriginValidator origins() {
        return origins;
    }

    ConnectionCaps caps() {
        return new ConnectionCaps(connectionsPerSession, connectionsPerAddress);
    }

    int handlerThreads() {
        return handlerThreads;
    }

    int writerThreads() {
        return writerThreads;
    }

    boolean virtualThreads() {
        return virtualThreads;
    }

    boolean requireTransactions() {
        return requireTransactions;
    }

    List<String> roles() {
        return roles;
    }
}
