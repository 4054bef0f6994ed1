package ee.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

    private static final List<String> NAMES = List.of("capacity", "expiry", "group-expiry", "channel-capacity", "x");

    @Test
    void a_name_with_a_few_wrong_letters_is_found() {
        assertThat(Spelling.nearest("capcity", NAMES)).contains("capacity");
        assertThat(Spelling.nearest("group-expriy", NAMES)).contains("group-expiry");
        assertThat(Spelling.nearest("channelCapacity", NAMES)).contains("channel-capacity");
    }

    @Test
    void of_two_the_nearer_is_found() {
        assertThat(Spelling.nearest("cat", List.of("heat", "cart"))).contains("cart");
    }

    @Test
    void another_name_is_no_misspelling() {
        assertThat(Spelling.nearest("timeout", NAMES)).isEmpty();
        assertThat(Spelling.nearest("", NAMES)).isEmpty();
    }
}
