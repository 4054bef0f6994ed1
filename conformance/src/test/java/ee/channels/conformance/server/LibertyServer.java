package ee.channels.conformance.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Open Liberty, with a user directory of its own. Applications come and go with a file of the configuration each, while
 * the WAR is there: an application whose WAR is deleted first loads no more classes, and so cannot say good-bye.
 */
final class LibertyServer extends Server {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String NAME = "conformance";

    /** Started, failed, updated, could not be installed, could not be started. */
    private static final String DEPLOYED = "CWWKZ000[123][IE]|CWWKZ0013E|CWWKZ0059E|CWWKZ0012I";

    /** What the page about Liberty has the reader copy. */
    private static final Path DOCUMENTS =
            Path.of("../docs/servers/liberty").toAbsolutePath().normalize();

    private final Path home;
    private final Path server;

    LibertyServer(Container container, Path base) {
        super(container, base);
        home = container.home();
        server = base.resolve("servers").resolve(NAME);
        Installing.write(server.resolve("server.xml"), """
                <server>
                  <featureManager>
                    <feature>servlet-6.0</feature>
                    <feature>websocket-2.1</feature>
                    <feature>cdi-4.0</feature>
                    <feature>jsonb-3.0</feature>
                    <feature>appSecurity-5.0</feature>
                    <feature>enterpriseBeansLite-4.0</feature>
                    <feature>mdb-4.0</feature>
                    <feature>messaging-3.1</feature>
                    <feature>messagingClient-3.0</feature>
                    <feature>messagingServer-3.0</feature>
                    <feature>concurrent-3.0</feature>
                    <feature>jdbc-4.3</feature>
                    <feature>jndi-1.0</feature>
                  </featureManager>
                  <httpEndpoint id="defaultHttpEndpoint" host="localhost" httpPort="%d" httpsPort="-1"/>
                  <wasJmsEndpoint wasJmsPort="%d" wasJmsSSLPort="-1"/>
                  <include location="layer.xml"/>
                  <messagingEngine>
                    <queue id="conformance_orders"/>
                  </messagingEngine>
                  <jmsConnectionFactory id="DefaultJMSConnectionFactory">
                    <properties.wasJms/>
                  </jmsConnectionFactory>
                  <jmsActivationSpec id="conformance/OrderReceiver">
                    <properties.wasJms/>
                  </jmsActivationSpec>
                  <library id="database">
                    <fileset dir="${server.config.dir}/database" includes="*.jar"/>
                  </library>
                  <dataSource id="DefaultDataSource">
                    <jdbcDriver libraryRef="database" javax.sql.XADataSource="org.h2.jdbcx.JdbcDataSource"/>
                    <properties URL="jdbc:h2:mem:conformance;DB_CLOSE_DELAY=-1"/>
                  </dataSource>
                  <applicationMonitor pollingRate="200ms"/>
                  <config updateTrigger="polled" monitorInterval="200ms"/>
                  <basicRegistry realm="users">
                    <user name="ann" password="ann-pw"/>
                    <user name="root" password="root-pw"/>
                    <group name="member"><member name="ann"/></group>
                    <group name="admin"><member name="root"/></group>
                  </basicRegistry>
                </server>
                """.formatted(port, Installing.freePort()));
        Installing.copy(DOCUMENTS.resolve("layer.xml"), server.resolve("layer.xml"));
        RoomWar.library(Installing.empty(server.resolve("channels")));
        Installing.copy(Installing.jarOf("org.h2.Driver"), server.resolve("database/h2.jar"));
        try {
            Files.createDirectories(server.resolve("apps"));
            Files.createDirectories(server.resolve("configDropins/overrides"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sessions are written to a database at the end of a request, and read from it by a server that has them not. */
    @Override
    protected void join(Cluster cluster, int own) {
        cluster.inDatabase(Installing.read(DOCUMENTS.resolve("sessions.sql")));
        Installing.copy(DOCUMENTS.resolve("sessions.xml"), configuration("sessions"));
        Installing.write(server.resolve("bootstrap.properties"), "sessions.url=" + cluster.database() + "\n");
    }

    @Override
    protected ProcessBuilder command() {
        ProcessBuilder builder = process(List.of(home.resolve("bin/server").toString(), "run", NAME));
        builder.environment().put("WLP_USER_DIR", base.toString());
        builder.environment().put("JVM_ARGS", "-Xmx512m -XX:TieredStopAtLevel=1");
        return builder;
    }

    @Override
    protected boolean isUp() {
        return log().contains("CWWKF0011I");
    }

    @Override
    public void deploy(Path war) {
        deploy(war, "");
    }

    /** Makes a WAR available by an element of the configuration that has others in it. */
    void deploy(Path war, String inside) {
        String name = war.getFileName().toString().replaceFirst("\\.war$", "");
        int before = said(DEPLOYED, name);
        try {
            Path arriving = base.resolve(war.getFileName());
            Files.copy(war, arriving, StandardCopyOption.REPLACE_EXISTING);
            Files.move(arriving, place(name), StandardCopyOption.REPLACE_EXISTING);
            Path told = base.resolve(name + ".xml");
            Installing.write(told, """
                    <server>
                      <webApplication id="%1$s" name="%1$s" location="%1$s.war">%2$s</webApplication>
                    </server>
                    """.formatted(name, inside));
            Files.move(told, configuration(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("deployment of " + war).atMost(DEADLINE).until(() -> said(DEPLOYED, name) > before);
    }

    @Override
    public void undeploy(String name) {
        int before = said("CWWKZ0009I", name);
        try {
            Files.delete(configuration(name));
            await("end of " + name).atMost(DEADLINE).until(() -> said("CWWKZ0009I", name) > before);
            Files.delete(place(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path place(String name) {
        return server.resolve("apps").resolve(name + ".war");
    }

    private Path configuration(String name) {
        return server.resolve("configDropins/overrides").resolve(name + ".xml");
    }

    /** How many lines of the log have one of these codes and are about an application. */
    private int said(String codes, String name) {
        Pattern wanted = Pattern.compile("(" + codes + "): .*\\b" + Pattern.quote(name) + "\\b");
        return (int) log().lines().filter(line -> wanted.matcher(line).find()).count();
    }
}
