package ee.channels.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class FrameTest {

    private static String sent(String text) {
        return ((Frame.Text) Frame.text(text)).text();
    }

    @Test
    void half_a_surrogate_pair_becomes_a_replacement_character() {
        assertThat(sent("\uD83C")).isEqualTo("\uFFFD");
        assertThat(sent("a\uDFB2b")).isEqualTo("a\uFFFDb");
        assertThat(sent("\uD83C\uD83C\uDFB2")).isEqualTo("\uFFFD🎲");
    }

    @Test
    void well_formed_text_is_not_copied() {
        String text = "dice: 🎲";

        assertThat(sent(text)).isSameAs(text);
    }

    @Property(tries = 500)
    void every_text_is_utf_8_of_its_size_on_the_wire(
            @ForAll
                    @StringLength(max = 20)
                    @CharRange(from = 'a', to = 'z')
                    @CharRange(from = '\u0080', to = '\u0900')
                    @CharRange(from = '\uD700', to = '\uE100')
                    String text) {
        Frame frame = Frame.text(text);
        byte[] bytes = sent(text).getBytes(StandardCharsets.UTF_8);

        assertThat(frame.size()).isEqualTo(bytes.length);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(sent(text));
        assertThat(sent(text)).hasSameSizeAs(text);
    }
}
