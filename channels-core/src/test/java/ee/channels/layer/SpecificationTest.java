package ee.channels.layer;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The written specification and the tests speak of the same sentences. */
class SpecificationTest {
    private static final Path SPECIFICATION = Path.of("..", "docs", "channel-layer-spec.md");

    @Test
    void every_sentence_of_the_specification_has_a_test_and_every_test_a_sentence() throws IOException {
        Set<Integer> written = new TreeSet<>();
        Matcher sentence = Pattern.compile("\\*\\*CL-([0-9]+)\\*\\*").matcher(Files.readString(SPECIFICATION));
        while (sentence.find()) {
            assertThat(written.add(Integer.valueOf(sentence.group(1))))
                    .as("CL-%s once", sentence.group(1))
                    .isTrue();
        }

        Set<Integer> tested = Stream.of(ChannelLayerContract.class, ChannelLayersTest.class, AfterCommitTest.class)
                .flatMap(test -> Arrays.stream(test.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> Pattern.compile("CL_([0-9]+)_.*").matcher(method.getName()))
                .filter(Matcher::matches)
                .map(name -> Integer.valueOf(name.group(1)))
                .collect(toCollection(TreeSet::new));

        assertThat(written).isNotEmpty().isEqualTo(tested);
    }
}
