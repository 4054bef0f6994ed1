package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CloseFrameTest {

    private static boolean isSendable(int code) {
        return switch (code) {
            case 1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> true;
            default -> code / 1000 == 3 || code / 1000 == 4;
        };
    }

    @Test
    void every_code_of_two_bytes_is_taken_or_refused_as_the_rfc_has_it() {
        for (int code = -1; code <= 0x10000; code++) {
            check(code);
        }
    }

    @Property(tries = 300)
    void a_code_that_does_not_fit_is_refused(@ForAll int code) {
        check(code);
    }

    private static void check(int code) {
        if (isSendable(code)) {
            assertThat(CloseFrame.of(code, "").code()).isEqualTo(code);
        } else {
            assertThatThrownBy(() -> CloseFrame.of(code, ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(code));
        }
    }

    @Property(tries = 1_000)
    void every_phrase_is_sent_as_far_as_it_fits(
            @ForAll
                    @StringLength(max = 130)
                    @CharRange(from = '\0', to = '\u0900')
                    @CharRange(from = '\uD700', to = '\uE100')
                    String phrase) {
        String sent = CloseFrame.of(1000, phrase).phrase();
        byte[] bytes = sent.getBytes(StandardCharsets.UTF_8);

        assertThat(bytes).hasSizeLessThanOrEqualTo(123);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(sent);
        for (int i = 0; i < sent.length(); i++) {
            assertThat(sent.charAt(i)).isIn(phrase.charAt(i), '\uFFFD');
        }
        if (sent.length() < phrase.length()) {
            assertThat(bytes.length).isGreaterThanOrEqualTo(120);
        }
    }

    @Test
    void half_a_surrogate_pair_is_replaced() {
        assertThat(CloseFrame.of(1000, "so \uD83C, bye").phrase()).isEqualTo("so \uFFFD, bye");
    }
}
