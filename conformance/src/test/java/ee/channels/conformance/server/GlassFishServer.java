package ee.channels.conformance.server;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * GlassFish and Payara, with a domain folder of their own.
 *
 * <p>The process is the one that {@code asadmin start-domain} would start, so that it can be signalled. Applications
 * and users come and go by the requests that {@code asadmin} sends, without a JVM for each.
 */
final class GlassFishServer extends Server {

    private static final String DOMAIN = "domain1";
    private static final Duration COMMAND = Duration.ofSeconds(300);
    private static final Pattern SUCCESS = Pattern.compile("Exit Code ?: SUCCESS");

    /** Without an upgrade to HTTP/2, over which Payara forgets to answer a long command. */
    private static final HttpClient ADMIN =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What the distribution's domain listens on, apart from HTTP and administration. */
    private static final List<Integer> OTHER_PORTS = List.of(8181, 3700, 3820, 3920, 8686);

    private final Path home;
    private final Path jdk;
    private final int adminPort = Installing.freePort();
    private final Map<String, String> grid = new TreeMap<>();
    private boolean usersAreMade;

    GlassFishServer(Container container, Path base) {
        super(container, base);
        home = container.home().resolve("glassfish");
        jdk = container == Container.GLASSFISH_8 ? Jdk.home(21) : Jdk.home();
        Installing.copy(home.resolve("domains").resolve(DOMAIN), domain());
        Path settings = domain().resolve("config/domain.xml");
        listen(settings, 8080, port);
        listen(settings, 4848, adminPort);
        OTHER_PORTS.forEach(other -> listen(settings, other, Installing.freePort()));
        Installing.edit(settings, "value=\"7676\"", "value=\"" + Installing.freePort() + "\"");
        Installing.edit(settings, "telnet.port=6666", "telnet.port=" + Installing.freePort());
        Installing.edit(settings, "<jvm-options>-Xmx512m", "<jvm-options>-Xmx400m");
        if (container == Container.PAYARA) {
            // Its data grid would look for other servers in the network, and wait for them.
            Installing.edit(
                    settings,
                    "<hazelcast-config-specific-configuration>",
                    "<hazelcast-config-specific-configuration enabled=\"false\">");
        } else {
            // The default database would be a process of its own; this one is embedded.
            Installing.edit(
                    settings,
                    "pool-name=\"DerbyPool\" jndi-name=\"jdbc/__default\"",
                    "pool-name=\"__TimerPool\" jndi-name=\"jdbc/__default\"");
        }
        Installing.write(masterPassword(), "AS_ADMIN_MASTERPASSWORD=changeit\n");
    }

    private static void listen(Path settings, int old, int port) {
        Installing.edit(settings, "port=\"" + old + "\"", "port=\"" + port + "\"");
    }

    private Path domain() {
        return base.resolve(DOMAIN);
    }

    /** Where jars lie that all applications see, when the server starts. */
    Path library() {
        return domain().resolve("lib");
    }

    /** What {@code asadmin} says to the process that it starts. */
    private Path masterPassword() {
        return base.resolve("master-password");
    }

    @Override
    protected ProcessBuilder command() {
        List<String> said = run(asadmin(
                        "start-domain", "--verbose", "--dry-run", "--domaindir", base.toString(), DOMAIN))
                .lines()
                .toList();
        List<String> command = said.stream()
                .dropWhile(line -> !line.endsWith("/bin/java"))
                .takeWhile(line -> !line.isBlank())
                .toList();
        ProcessBuilder builder = process(command).redirectInput(masterPassword().toFile());
        if (container == Container.GLASSFISH_8) { // what its asadmin reads in asenv.conf, for what it starts as well
            Map.of("AS_DERBY_INSTALL", "javadb", "AS_IMQ_LIB", "mq/lib", "AS_IMQ_BIN", "mq/bin")
                    .forEach((name, part) -> builder.environment()
                            .put(name, container.home().resolve(part).toString()));
        }
        return builder;
    }

    @Override
    public Server start() {
        super.start();
        if (!usersAreMade) {
            usersAreMade = true;
            user("ann", "member");
            user("root", "admin");
            if (!grid.isEmpty()) {
                administer("set-hazelcast-configuration", grid);
            }
        }
        return this;
    }

    /** Sessions are kept in Payara's data grid; the servers know each other's addresses. */
    @Override
    protected void join(Cluster cluster, int own) {
        String members = cluster.ports().stream().map(at -> "127.0.0.1:" + at).collect(Collectors.joining(","));
        grid.putAll(Map.of("enabled", "true", "dynamic", "true", "clustermode", "tcpip", "tcpipmembers", members));
        grid.putAll(
                Map.of("dasport", String.valueOf(own), "dasbindaddress", "127.0.0.1", "autoincrementport", "false"));
    }

    private void user(String name, String group) {
        administer("create-file-user", Map.of("DEFAULT", name, "userpassword", name + "-pw", "groups", group));
    }

    @Override
    protected boolean isUp() {
        return isDone(request("version", Map.of())) && answers("");
    }

    @Override
    public void deploy(Path war) {
        Map<String, String> options =
                new TreeMap<>(Map.of("DEFAULT", war.toAbsolutePath().toString(), "force", "true"));
        if (!grid.isEmpty()) {
            options.put("availabilityenabled", "true");
        }
        String answer = request("deploy", options);
        if (answer.isEmpty()) {
            throw new AssertionError(container.label() + " did not answer to the deployment of " + war);
        }
    }

    @Override
    public void undeploy(String name) {
        administer("undeploy", Map.of("DEFAULT", name));
    }

    /** Runs the distribution's {@code asadmin} on this server, with the commands of a file. */
    void script(Path file) {
        String said = run(asadmin(
                "--port", String.valueOf(adminPort), "--interactive=false", "multimode", "--file", file.toString()));
        if (said.contains("failed")) { // which does not end the commands of a file
            throw new AssertionError(file + ": " + said);
        }
    }

    private ProcessBuilder asadmin(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/asadmin").toString()));
        command.addAll(List.of(arguments));
        return process(command);
    }

    @Override
    protected ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = super.process(command);
        builder.environment().put("AS_JAVA", jdk.toString());
        builder.environment().put("JAVA_HOME", jdk.toString());
        return builder;
    }

    private void administer(String command, Map<String, String> options) {
        String answer = request(command, options);
        if (!isDone(answer)) {
            throw new AssertionError(command + " " + options + " failed: " + answer);
        }
    }

    private static boolean isDone(String answer) {
        return SUCCESS.matcher(answer).find();
    }

    /** What the server answers to a command, or nothing if nobody answers. */
    private String request(String command, Map<String, String> options) {
        StringBuilder query = new StringBuilder("?");
        options.forEach((name, value) ->
                query.append(name).append('=').append(encode(value, UTF_8)).append('&'));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + adminPort + "/__asadmin/" + command + query))
                .header("X-Requested-By", "conformance")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("admin:".getBytes(UTF_8)))
                .timeout(COMMAND)
                .build();
        try {
            return ADMIN.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
