package ee.channels.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION =
            Pattern.compile(" *// tag::([a-z0-9-]+)\\[]\n(.*?) *// end::\\1\\[]\n", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/consumers.md", "docs/transactions.md"})
    void every_block_of_java_in_a_page_is_a_region_of_a_compiled_file(String page) throws IOException {
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(ROOT.resolve(page)))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(blocks).isNotEmpty();
        assertThat(regions()).containsAll(blocks);
    }

    private static List<String> regions() throws IOException {
        return Stream.of(
                        "channels-core/src/test/java",
                        "channels-jakarta/src/test/java",
                        "example-war/src/test/java",
                        "example-war/src/main/java")
                .map(ROOT::resolve)
                .flatMap(ReadmeTest::files)
                .flatMap(file -> REGION.matcher(read(file)).results())
                // stripIndent would take the empty last line for one without an indent.
                .map(found -> found.group(2).stripTrailing().stripIndent() + "\n")
                .toList();
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toList()).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
