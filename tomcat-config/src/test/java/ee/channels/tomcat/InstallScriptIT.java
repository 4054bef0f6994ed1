package ee.channels.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped script, on the files of real servers, none of which is started. */
class InstallScriptIT {

    private static final String END = "</GlobalNamingResources>";

    @TempDir
    Path directory;

    private Plugin plugin;

    @BeforeEach
    void unpack() {
        plugin = Plugin.unpacked(directory.resolve("zip"));
    }

    private Path base(int tomcat) {
        return Tomcat.in(directory.resolve("a base " + tomcat), tomcat).base();
    }

    private int install(Path base) {
        return plugin.install(base.toString()).status();
    }

    private static Map<String, String> files(Path base) throws IOException {
        Map<String, String> contents = new HashMap<>();
        try (Stream<Path> files = Files.walk(base)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(base.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11})
    void what_is_taken_out_again_was_never_there(int tomcat) throws IOException {
        Path base = base(tomcat);
        Map<String, String> before = files(base);
        assertThat(install(base)).isZero();
        assertThat(files(base)).hasSize(before.size() + 6 + 1);
        assertThat(plugin.install("--uninstall", base.toString()).status()).isZero();
        assertThat(files(base)).isEqualTo(before);
        assertThat(plugin.install("--uninstall", base.toString()).status()).isZero();
        assertThat(files(base)).isEqualTo(before);
    }

    @Test
    void a_second_time_changes_nothing_and_keeps_what_was_edited() throws IOException {
        Path base = base(11);
        assertThat(install(base)).isZero();
        Path server = base.resolve("conf/server.xml");
        Files.writeString(server, Files.readString(server).replace("url=\"memory:\"", "url=\"memory:?capacity=7\""));
        Map<String, String> once = files(base);
        assertThat(install(base)).isZero();
        assertThat(files(base)).isEqualTo(once);
    }

    @Test
    void another_version_takes_the_place_of_the_old_one() throws IOException {
        Path base = base(11);
        assertThat(install(base)).isZero();
        for (Path jar : plugin.jars()) {
            Files.move(jar, jar.resolveSibling(jar.getFileName().toString().replace(".jar", "-next.jar")));
        }
        assertThat(install(base)).isZero();
        try (Stream<Path> jars = Files.list(base.resolve("lib"))) {
            assertThat(jars).hasSize(6).allMatch(jar -> jar.toString().endsWith("-next.jar"));
        }
    }

    @Test
    void a_directory_that_is_no_catalina_base_is_refused_and_left_alone() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other"));
        assertThat(plugin.install(other.toString()))
                .returns(1, Plugin.Result::status)
                .asString()
                .contains("is no CATALINA_BASE");
        assertThat(other).isEmptyDirectory();
        assertThat(plugin.install(other.resolve("missing").toString()).status()).isEqualTo(1);
        assertThat(plugin.install().status()).isEqualTo(2);
    }

    @Test
    void a_base_whose_lib_is_not_loaded_is_refused() throws IOException {
        Path base = base(10);
        Path properties = base.resolve("conf/catalina.properties");
        Files.writeString(properties, Files.readString(properties).replace("\"${catalina.base}/lib/*.jar\",", ""));
        Map<String, String> before = files(base);
        assertThat(install(base)).isEqualTo(1);
        assertThat(files(base)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"channels-core-0.0.9.jar", "yasson-3.0.3.jar", "jakarta.json-api-2.1.3.jar"})
    void a_jar_that_somebody_else_put_into_lib_is_named_and_left_alone(String name) throws IOException {
        Path base = base(11);
        Path jar = Files.createDirectories(base.resolve("lib")).resolve(name);
        Files.writeString(jar, "theirs");
        Map<String, String> before = files(base);
        assertThat(plugin.install(base.toString()))
                .returns(1, Plugin.Result::status)
                .asString()
                .contains(name);
        assertThat(files(base)).isEqualTo(before);
    }

    @Test
    void a_layer_declared_by_hand_is_left_as_it_is() throws IOException {
        Path base = base(11);
        Path server = base.resolve("conf/server.xml");
        String mine = "<Resource name=\"channels/chat\" type=\"ee.channels.layer.ChannelLayer\""
                + " factory=\"ee.channels.jakarta.naming.ServerWideLayerObjectFactory\" url=\"memory:\"/>";
        Files.writeString(server, Files.readString(server).replace(END, mine + END));
        String before = Files.readString(server);
        assertThat(install(base)).isZero();
        assertThat(server).hasContent(before);
    }

    @Test
    void a_server_xml_without_the_element_is_refused_with_what_to_do() throws IOException {
        Path base = base(11);
        Path server = base.resolve("conf/server.xml");
        Files.writeString(server, Files.readString(server).replace(END, "<!--\n" + END + " -->"));
        Map<String, String> before = files(base);
        assertThat(plugin.install(base.toString()))
                .returns(1, Plugin.Result::status)
                .asString()
                .contains("server-resource.xml", "by hand");
        assertThat(files(base)).isEqualTo(before);
    }

    @Test
    void every_jar_of_the_zip_is_listed_with_its_reason_and_no_other() throws IOException {
        String readme = Files.readString(plugin.home().resolve("README.md"));
        Pattern row = Pattern.compile("^\\| `([a-z.-]+)-<version>\\.jar` \\| .{10,} \\|$", Pattern.MULTILINE);
        List<String> listed = row.matcher(readme)
                .results()
                .map(match -> match.group(1))
                .sorted()
                .toList();
        List<String> shipped = plugin.jars().stream()
                .map(jar -> jar.getFileName().toString().replaceFirst("-[0-9].*", ""))
                .toList();
        assertThat(listed).isEqualTo(shipped);
    }
}
