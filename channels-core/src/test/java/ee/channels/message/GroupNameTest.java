package ee.channels.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupNameTest {

    /** One line of group-names.json, which ports to other languages share. */
    public record Vector(String prefix, String id, String name) {}

    static Vector[] vectors() throws IOException {
        try (InputStream in = Objects.requireNonNull(GroupNameTest.class.getResourceAsStream("group-names.json"))) {
            return Json.decode(new String(in.readAllBytes(), UTF_8), Vector[].class);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void every_vector_has_the_name_that_other_languages_give_it(Vector vector) {
        assertThat(GroupName.of(vector.prefix(), vector.id())).isEqualTo(vector.name());
    }

    @Test
    void the_vectors_are_all_there() throws IOException {
        assertThat(vectors()).hasSizeGreaterThan(50).doesNotHaveDuplicates();
    }

    @Property
    void any_text_becomes_a_legal_group_name(@ForAll("prefixes") String prefix, @ForAll("ids") String id) {
        String name = GroupName.of(prefix, id);
        assertThat(GroupName.check(name)).startsWith(prefix + ".");
    }

    @Property(tries = 20_000)
    void two_different_ids_never_share_a_name(
            @ForAll("prefixes") String prefix,
            @ForAll("ids") String id,
            @ForAll("prefixes") String otherPrefix,
            @ForAll("ids") String otherId) {
        boolean same = prefix.equals(otherPrefix) && id.equals(otherId);
        assertThat(GroupName.of(prefix, id).equals(GroupName.of(otherPrefix, otherId)))
                .isEqualTo(same);
    }

    @Property
    void an_id_that_looks_like_a_made_name_does_not_meet_it(
            @ForAll("prefixes") String prefix, @ForAll("ids") String id) {
        String name = GroupName.of(prefix, id);
        String tail = name.substring(prefix.length() + 1);
        for (String lookalike : List.of(name, tail, tail.substring(Math.min(1, tail.length())), "." + tail)) {
            assertThat(GroupName.of(prefix, lookalike).equals(name)).isEqualTo(lookalike.equals(id));
        }
    }

    /** Few characters and near the limits, so that two ids are often close to one another. */
    @Provide
    Arbitrary<String> ids() {
        Arbitrary<String> close = Arbitraries.strings()
                .withChars(
                        'a', '.', '_', '-', '4', '0', '@', 's', 'h', '?', 'é', '\ufffd', '\ud83d', '\ude00', '\u0000')
                .ofMaxLength(5);
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(130);
        Arbitrary<String> lengths = Arbitraries.integers().between(60, 500).map("x"::repeat);
        Arbitrary<String> marked = close.map(id -> "._sha256_" + id);
        return Arbitraries.oneOf(close, any, lengths, marked);
    }

    @Provide
    Arbitrary<String> prefixes() {
        return Arbitraries.oneOf(
                Arbitraries.of("a", "a-b", "a_40", "chat"),
                Arbitraries.strings().withChars("aZ09-_").ofMinLength(1).ofMaxLength(32));
    }

    @Test
    void what_is_legal_already_stays_readable() {
        UUID uuid = UUID.fromString("0b9e7c0e-6f0c-4d8e-9d0b-6a1f6c7b2a11");
        assertThat(GroupName.of("chat", "lobby")).isEqualTo("chat.lobby");
        assertThat(GroupName.of("order", uuid.toString())).isEqualTo("order.0b9e7c0e-6f0c-4d8e-9d0b-6a1f6c7b2a11");
    }

    @Test
    void unpaired_surrogates_are_groups_of_their_own() {
        assertThat(GroupName.of("chat", "\ud83d"))
                .isNotEqualTo(GroupName.of("chat", "\ude00"))
                .isNotEqualTo(GroupName.of("chat", "?"))
                .isNotEqualTo(GroupName.of("chat", "\ufffd"));
    }

    @Test
    void a_number_is_its_decimal_text() {
        assertThat(GroupName.of("user", 7)).isEqualTo("user.7").isEqualTo(GroupName.of("user", "7"));
        assertThat(GroupName.of("user", Long.MIN_VALUE)).isEqualTo("user.-9223372036854775808");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a!", "a b", "é", ".", "pppppppppppppppppppppppppppppppp3"})
    void a_prefix_that_could_blur_where_the_id_begins_is_refused_with_the_limit(String prefix) {
        assertThatThrownBy(() -> GroupName.of(prefix, "lobby"))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("1 to 32");
        assertThatThrownBy(() -> GroupName.of(prefix, 7)).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void a_prefix_of_32_characters_leaves_room_for_a_hash() {
        assertThat(GroupName.of("p".repeat(32), "@".repeat(500))).hasSizeLessThanOrEqualTo(99);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "A-Z_0.9", "."})
    void a_legal_group_name_comes_back_as_it_is(String name) {
        assertThat(GroupName.check(name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a!b", "a b", "é", "٣", "a\n", "¯\\_(ツ)_/¯"})
    void an_illegal_group_name_is_refused(String name) {
        assertThatThrownBy(() -> GroupName.check(name))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContainingAll("Group name must be", "less than 100 characters", "ASCII alphanumerics");
    }

    @Test
    void ninety_nine_characters_are_legal_and_a_hundred_are_not() {
        assertThat(GroupName.check("x".repeat(99))).hasSize(99);
        assertThatThrownBy(() -> GroupName.check("x".repeat(100))).isInstanceOf(InvalidNameException.class);
    }
}
