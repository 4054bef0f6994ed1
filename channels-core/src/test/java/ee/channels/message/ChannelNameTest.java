package ee.channels.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"chat", "a", "A-Z_0.9", "specific.abc!def", "specific.abc!", "...", "-!_"})
    void a_legal_channel_name_comes_back_as_it_is(String name) {
        assertThat(ChannelName.check(name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "!local",
                "a!b!c",
                "a!!",
                "a b",
                "¯\\_(ツ)_/¯",
                "chat?",
                "a!é",
                "a!٣",
                "é",
                "a\n",
                "a!b\n",
                "a/b",
                "a@b",
                "a[b",
                "a`b",
                "a{b",
                "a:b"
            })
    void an_illegal_channel_name_is_refused(String name) {
        InvalidNameException refusal = catchThrowableOfType(InvalidNameException.class, () -> ChannelName.check(name));
        assertThat(refusal.name()).isSameAs(name);
    }

    @Test
    void ninety_nine_characters_are_legal_and_a_hundred_are_not() {
        assertThat(ChannelName.check("x".repeat(99))).hasSize(99);
        assertThat(ChannelName.check("x".repeat(49) + "!" + "y".repeat(49))).hasSize(99);
        assertThatThrownBy(() -> ChannelName.check("x".repeat(100))).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> ChannelName.check("x".repeat(50) + "!" + "y".repeat(49)))
                .isInstanceOf(InvalidNameException.class);
    }

    @Test
    void the_refusal_states_the_limit_and_the_alphabet() {
        assertThatThrownBy(() -> ChannelName.check("x".repeat(101)))
                .hasMessageContainingAll(
                        "Channel name must be",
                        "less than 100 characters",
                        "containing only ASCII alphanumerics, hyphens, underscores, or periods",
                        "length 101");
    }

    @Test
    void the_refusal_quotes_at_most_120_characters() {
        assertThatThrownBy(() -> ChannelName.check("é".repeat(5000)))
                .hasMessageContaining("\"" + "é".repeat(120) + "…\"")
                .hasMessageContaining("length 5000");
    }

    @Test
    void the_refusal_escapes_what_could_forge_a_line_of_a_log() {
        assertThatThrownBy(() -> ChannelName.check("a\"b\\c\r\nd\u0000\u001b\u0085\u2028\u202e\ud83d"))
                .hasMessageContaining("\"a\\\"b\\\\c\\u000d\\u000ad\\u0000\\u001b\\u0085\\u2028\\u202e\\ud83d\"");
    }

    @Test
    void a_name_with_an_exclamation_mark_is_process_local_and_its_prefix_ends_there() {
        assertThat(ChannelName.isProcessLocal("specific.abc!def")).isTrue();
        assertThat(ChannelName.prefix("specific.abc!def")).isEqualTo("specific.abc!");
        assertThat(ChannelName.isProcessLocal("chat")).isFalse();
        assertThat(ChannelName.prefix("chat")).isEqualTo("chat");
    }
}
