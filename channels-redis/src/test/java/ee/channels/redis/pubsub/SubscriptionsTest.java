package ee.channels.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private final Set<String> wanted = new HashSet<>();
    private final Subscriptions subscriptions = new Subscriptions(wanted::contains, () -> {});

    @Test
    void many_joins_share_one_request_and_are_told_by_one_answer() {
        want("room");
        List<CompletableFuture<Void>> joins = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            subscriptions.update("room");
            joins.add(join("room"));
        }

        assertThat(subscriptions.take(10).subscribe()).containsExactly("room");
        assertThat(subscriptions.take(10).size()).isZero();
        assertThat(joins).noneMatch(CompletableFuture::isDone);
        subscriptions.answered("room");

        assertThat(joins).allMatch(CompletableFuture::isDone);
        assertThat(join("room")).isDone();
    }

    @Test
    void a_name_that_is_wanted_and_not_wanted_before_anything_was_asked_asks_for_nothing() {
        want("room");
        unwant("room");

        assertThat(subscriptions.take(10).size()).isZero();
        assertThat(subscriptions.size()).isZero();
    }

    @Test
    void a_name_is_confirmed_by_the_answer_to_the_last_request_and_by_none_before() {
        want("room");
        subscriptions.take(10);
        unwant("room");
        assertThat(subscriptions.take(10).unsubscribe()).containsExactly("room");
        want("room");
        assertThat(subscriptions.take(10).subscribe()).containsExactly("room");
        CompletableFuture<Void> join = join("room");

        subscriptions.answered("room");
        subscriptions.answered("room");
        assertThat(join).isNotDone();
        assertThat(subscriptions.isConfirmed("room")).isFalse();
        subscriptions.answered("room");

        assertThat(join).isDone();
    }

    @Test
    void a_name_that_is_wanted_again_while_requests_are_taken_is_asked_for_in_the_next_batch() {
        AtomicBoolean room = new AtomicBoolean();
        AtomicBoolean enough = new AtomicBoolean();
        Subscriptions flickering = new Subscriptions(name -> room.get(), () -> {});
        CompletableFuture<Void> flicker = CompletableFuture.runAsync(() -> {
            while (!enough.get()) {
                room.set(!room.get());
                flickering.update("room");
            }
        });

        try {
            for (int asked = 0; asked < 500 && !flicker.isDone(); ) {
                Subscriptions.Requests batch = flickering.take(500);
                assertThat(batch.size()).isLessThanOrEqualTo(1);
                asked += batch.size();
            }
        } finally {
            enough.set(true);
            flicker.join();
        }
    }

    @Test
    void a_name_that_nobody_wants_is_forgotten_when_the_last_answer_has_come() {
        want("room");
        subscriptions.take(10);
        unwant("room");
        subscriptions.take(10);

        subscriptions.answered("room");
        assertThat(subscriptions.size()).isOne();
        subscriptions.answered("room");

        assertThat(subscriptions.size()).isZero();
    }

    @Test
    void what_was_confirmed_before_a_loss_is_asked_for_again_and_told_late_all_at_once() {
        want("red");
        want("blue");
        subscriptions.take(10);
        subscriptions.answered("red");
        subscriptions.answered("blue");
        assertThat(subscriptions.takeLate(true)).isEmpty();

        subscriptions.lost();
        assertThat(subscriptions.isConfirmed("red")).isFalse();
        assertThat(subscriptions.take(10).subscribe()).containsExactlyInAnyOrder("red", "blue");
        subscriptions.answered("red");

        assertThat(subscriptions.takeLate(false)).isEmpty();
        subscriptions.answered("blue");
        assertThat(subscriptions.takeLate(false)).containsExactlyInAnyOrder("red", "blue");
        assertThat(subscriptions.takeLate(true)).isEmpty();
    }

    @Test
    void a_name_that_was_asked_for_and_relied_on_by_nobody_yet_is_told_to_nobody_after_a_loss() {
        want("room");
        subscriptions.take(10);

        subscriptions.lost();
        subscriptions.take(10);
        subscriptions.answered("room");

        assertThat(subscriptions.takeLate(true)).isEmpty();
    }

    @Test
    void who_is_let_go_after_his_patience_is_told_late_and_who_has_more_of_it_waits_on() {
        want("room");
        want("other");
        subscriptions.take(10);
        CompletableFuture<Void> impatient = subscriptions.confirmation("room", false, 100);
        CompletableFuture<Void> patient = subscriptions.confirmation("other", false, 200);

        subscriptions.letGo(false, 150);

        assertThat(impatient).isDone();
        assertThat(patient).isNotDone();
        subscriptions.answered("room");
        subscriptions.answered("other");
        assertThat(subscriptions.takeLate(true)).containsExactly("room");
    }

    @Test
    void who_joins_while_redis_is_away_does_not_wait_and_is_told_late() {
        want("room");
        subscriptions.take(10);

        assertThat(subscriptions.confirmation("room", true, 100)).isDone();

        subscriptions.answered("room");
        assertThat(subscriptions.takeLate(true)).containsExactly("room");
    }

    @Test
    void who_leaves_before_it_is_confirmed_is_told_nothing() {
        want("room");
        subscriptions.take(10);
        subscriptions.confirmation("room", true, 100);
        unwant("room");
        want("room");

        subscriptions.answered("room");

        assertThat(subscriptions.takeLate(true)).isEmpty();
        assertThat(subscriptions.isConfirmed("room")).isTrue();
    }

    @Test
    void what_waits_for_a_name_runs_in_order_before_what_comes_after_it_was_confirmed() {
        want("jobs");
        subscriptions.take(10);
        List<String> sent = new ArrayList<>();
        assertThat(subscriptions.later("jobs", false, 100, () -> sent.add("one")))
                .isTrue();
        assertThat(subscriptions.later("jobs", false, 100, () -> sent.add("two")))
                .isTrue();

        subscriptions.answered("jobs");

        assertThat(sent).containsExactly("one", "two");
        assertThat(subscriptions.later("jobs", false, 100, () -> sent.add("three")))
                .isFalse();
    }

    @Test
    void an_answer_that_nobody_has_asked_for_is_noticed() {
        want("room");
        subscriptions.take(10);

        assertThat(subscriptions.answered("room")).isTrue();
        assertThat(subscriptions.answered("room")).isFalse();
        assertThat(subscriptions.answered("unknown")).isFalse();
    }

    @Test
    void requests_come_in_batches() {
        for (int i = 0; i < 25; i++) {
            want("room" + i);
        }

        assertThat(subscriptions.take(10).size()).isEqualTo(10);
        assertThat(subscriptions.take(10).size()).isEqualTo(10);
        assertThat(subscriptions.take(10).size()).isEqualTo(5);
    }

    private CompletableFuture<Void> join(String name) {
        return subscriptions.confirmation(name, false, Long.MAX_VALUE);
    }

    private void want(String name) {
        wanted.add(name);
        subscriptions.update(name);
    }

    private void unwant(String name) {
        wanted.remove(name);
        subscriptions.update(name);
    }
}
