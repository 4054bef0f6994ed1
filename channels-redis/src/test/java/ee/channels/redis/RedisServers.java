package ee.channels.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.embedded.core.ExecutableProvider;

/**
 * The Redis servers of one test: real processes on free ports of the loopback, with a directory of their own, that end
 * with {@link #close()}.
 *
 * <p>{@code -Dredis.executable=/usr/bin/redis-server} says which server; without it, it is the one that embedded-redis
 * carries. Where that one cannot start (it needs libssl 3), tests are skipped with the reason;
 * {@code -Dredis.required=true} makes them fail instead.
 *
 * <p>Confined to one test's thread.
 */
public final class RedisServers implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String LOOPBACK = "127.0.0.1";
    private static volatile @Nullable File executable;

    private final Deque<Server> running = new ArrayDeque<>();
    private final Path directory;

    public RedisServers() {
        try {
            directory = Files.createTempDirectory("channels-redis-");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One server process, which a test may stop, freeze, kill and start again on the same port. */
    public final class Server {
        private final int port;
        private final List<String> command;
        private final JedisClientConfig client;
        private @Nullable Process process;

        private Server(int port, List<String> command, JedisClientConfig client) {
            this.port = port;
            this.command = command;
            this.client = client;
        }

        public int port() {
            return port;
        }

        /** Host and port, as they stand in a URL. */
        public String address() {
            return LOOPBACK + ":" + port;
        }

        /** Starts the process, and returns when it answers. */
        public Server start() {
            Path log = directory.resolve(port + ".log");
            Process started;
            try {
                started = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
            } catch (IOException failed) {
                throw notStarted(failed.toString());
            }
            process = started;
            try {
                await().atMost(DEADLINE).until(() -> !started.isAlive() || answers());
            } catch (RuntimeException silent) {
                kill();
                throw silent;
            }
            if (!started.isAlive()) {
                String said = text(log);
                if (said.contains("error while loading shared libraries")) {
                    throw notStarted(said);
                }
                throw new AssertionError("Redis has refused " + command + ": " + said);
            }
            return this;
        }

        private boolean answers() {
            try (Jedis jedis = client()) {
                return jedis.ping() != null;
            } catch (RuntimeException notYet) {
                return false;
            }
        }

        /** A connection of the test's own, to be closed by it. */
        public Jedis client() {
            return new Jedis(new HostAndPort(LOOPBACK, port), client);
        }

        /** One command on a connection of its own. */
        public void command(String... words) {
            try (Jedis jedis = client()) {
                List<String> rest = List.of(words).subList(1, words.length);
                jedis.sendCommand(() -> words[0].getBytes(UTF_8), rest.toArray(String[]::new));
            }
        }

        /** The major version: 6 for the embedded one. */
        public int major() {
            try (Jedis jedis = client()) {
                String version = jedis.info("server")
                        .lines()
                        .filter(line -> line.startsWith("redis_version:"))
                        .findFirst()
                        .orElseThrow();
                return Integer.parseInt(
                        version.substring("redis_version:".length()).split("\\.")[0]);
            }
        }

        public long pid() {
            return process().pid();
        }

        /** The process keeps its connections and answers nothing, until {@link #resume}. */
        public void freeze() {
            signal("STOP");
        }

        public void resume() {
            signal("CONT");
        }

        private void signal(String name) {
            try {
                assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                                .start()
                                .waitFor())
                        .isZero();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }

        /** Ends the process at once, whatever state it is in. */
        public void kill() {
            Process victim = process();
            victim.destroyForcibly();
            try {
                assertThat(victim.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }

        /** Kills it and starts it again, empty, on the same port. */
        public void restart() {
            kill();
            start();
        }

        private Process process() {
            Process started = process;
            if (started == null) {
                throw new IllegalStateException("The server on port " + port + " was never started");
            }
            return started;
        }

        @Override
        public String toString() {
            return "redis on " + address();
        }
    }

    /** Starts a server with options as on its command line: {@code "--requirepass", "secret"}. */
    public Server start(String... options) {
        return start(DefaultJedisClientConfig.builder(), options);
    }

    /** Starts a server whose own client needs a password or TLS. */
    public Server start(DefaultJedisClientConfig.Builder client, String... options) {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(executable().getPath()));
        command.addAll(List.of("--bind", LOOPBACK, "--save", "", "--daemonize", "no", "--dir", directory.toString()));
        List<String> given = List.of(options);
        if (given.contains("--tls-port")) {
            command.addAll(given.stream()
                    .map(option -> option.replace("{port}", Integer.toString(port)))
                    .toList());
        } else {
            command.addAll(List.of("--port", Integer.toString(port)));
            command.addAll(given);
        }
        return add(port, command, client);
    }

    /** Starts a server that speaks TLS alone, with a certificate for the loopback. */
    public Server startTls(Certificate certificate) {
        return start(
                DefaultJedisClientConfig.builder()
                        .sslOptions(SslOptions.builder()
                                .sslVerifyMode(SslVerifyMode.INSECURE)
                                .build()),
                "--tls-port",
                "{port}",
                "--port",
                "0",
                "--tls-cert-file",
                certificate.pem().toString(),
                "--tls-key-file",
                certificate.key().toString(),
                "--tls-ca-cert-file",
                certificate.pem().toString(),
                "--tls-auth-clients",
                "no");
    }

    /**
     * A certificate, as files.
     *
     * @param truststore PKCS12, with the password changeit
     */
    public record Certificate(Path pem, Path key, Path truststore) {}

    /**
     * Makes a certificate that has signed itself.
     *
     * @param names what it is for, as {@code ip:127.0.0.1}
     */
    public Certificate certificate(String names) {
        try {
            Path store = directory.resolve("keys-" + names.hashCode() + ".p12");
            Path pem = directory.resolve("certificate-" + names.hashCode() + ".pem");
            Path key = directory.resolve("key-" + names.hashCode() + ".pem");
            Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            String command = tool + " -genkeypair -alias redis -keyalg RSA -keysize 2048 -validity 2 -dname CN=redis"
                    + " -ext SAN=" + names + " -storetype PKCS12 -storepass changeit -keystore " + store;
            assertThat(new ProcessBuilder(command.split(" "))
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("keytool.log").toFile())
                            .start()
                            .waitFor())
                    .isZero();
            char[] password = "changeit".toCharArray();
            KeyStore keys = KeyStore.getInstance(store.toFile(), password);
            Files.writeString(
                    pem, pem("CERTIFICATE", keys.getCertificate("redis").getEncoded()));
            Files.writeString(
                    key, pem("PRIVATE KEY", keys.getKey("redis", password).getEncoded()));
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, password);
            trusted.setCertificateEntry("redis", keys.getCertificate("redis"));
            Path truststore = directory.resolve("trusted-" + names.hashCode() + ".p12");
            try (OutputStream out = Files.newOutputStream(truststore)) {
                trusted.store(out, password);
            }
            return new Certificate(pem, key, truststore);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static String pem(String kind, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    /** Starts a Sentinel with these lines in its configuration file. */
    public Server startSentinel(String... lines) {
        int port = freePort();
        Path file = directory.resolve("sentinel-" + port + ".conf");
        try {
            Files.write(file, List.of(lines));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        List<String> command = List.of(
                executable().getPath(),
                file.toString(),
                "--sentinel",
                "--bind",
                LOOPBACK,
                "--port",
                Integer.toString(port));
        return add(port, command, DefaultJedisClientConfig.builder());
    }

    private Server add(int port, List<String> command, DefaultJedisClientConfig.Builder client) {
        JedisClientConfig config = client.connectionTimeoutMillis(1000)
                .socketTimeoutMillis(5000)
                .serverDefaultProtocol()
                .build();
        Server server = new Server(port, command, config);
        running.push(server);
        return server.start();
    }

    /** A port that nobody listens on at this moment, nor on the one 10000 above, where a node of a Cluster does. */
    public static int freePort() {
        int port = 0;
        while (port == 0) {
            port = freeWithBus();
        }
        return port;
    }

    /** 0 if this time there was none. */
    private static int freeWithBus() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int bus = socket.getLocalPort() + 10_000;
            return bus < 65_536 && isFree(bus) ? socket.getLocalPort() : 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Where the servers of this test write; gone with it. */
    public Path directory() {
        return directory;
    }

    private static File executable() {
        File known = executable;
        if (known != null) {
            return known;
        }
        String given = System.getProperty("redis.executable", "");
        try {
            File found = given.isEmpty()
                    ? ExecutableProvider.newJarResourceProvider().get()
                    : new File(given);
            if (given.isEmpty()) {
                found.deleteOnExit();
                found.getParentFile().deleteOnExit();
            }
            executable = found;
            return found;
        } catch (IOException | RuntimeException failed) {
            throw notStarted(failed.toString());
        }
    }

    /** Skips the test, or fails it where a server is required. */
    private static RuntimeException notStarted(String reason) {
        String message = "No Redis could be started here: " + reason;
        if (Boolean.getBoolean("redis.required")) {
            throw new AssertionError(message);
        }
        System.out.println(message);
        Assumptions.abort(message);
        throw new AssertionError(message);
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            return failed.toString();
        }
    }

    /** Ends all servers, and removes what they wrote. */
    @Override
    public void close() {
        running.forEach(Server::kill);
        running.clear();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
