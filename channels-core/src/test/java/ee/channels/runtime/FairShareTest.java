package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FairShareTest {

    private static int takeAll(FairShare share, Object party) {
        int taken = 0;
        while (share.tryTake(party)) {
            taken++;
        }
        return taken;
    }

    @Test
    void one_party_ends_at_half_and_the_next_at_half_of_the_rest() {
        FairShare share = new FairShare(64);

        assertThat(takeAll(share, "a")).isEqualTo(32);
        assertThat(takeAll(share, "b")).isEqualTo(16);
        assertThat(takeAll(share, "c")).isEqualTo(8);
        assertThat(share.taken()).isEqualTo(56);
    }

    @Test
    void a_newcomer_finds_a_place_as_long_as_there_is_one() {
        FairShare share = new FairShare(1);

        assertThat(share.tryTake("a")).isTrue();
        assertThat(share.tryTake("b")).isFalse();
        share.give("a");
        assertThat(share.tryTake("b")).isTrue();
    }

    @Test
    void what_is_given_back_can_be_taken_again() {
        FairShare share = new FairShare(4);
        assertThat(takeAll(share, "a")).isEqualTo(2);

        share.give("a");

        assertThat(share.allows("a")).isTrue();
        assertThat(share.tryTake("a")).isTrue();
        assertThat(share.allows("a")).isFalse();
    }

    @Test
    void nothing_is_given_back_that_was_not_taken() {
        assertThatThrownBy(() -> new FairShare(1).give("a")).isInstanceOf(IllegalStateException.class);
    }
}
