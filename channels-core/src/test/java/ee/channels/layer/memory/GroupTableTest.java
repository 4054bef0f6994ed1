package ee.channels.layer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupTableTest {
    private final GroupTable<String> table = new GroupTable<>();

    @Test
    void members_come_in_the_order_of_their_joining_each_once() {
        table.join("room", "b");
        table.join("room", "a");
        table.join("room", "c");
        table.join("room", "a");

        assertThat(table.members("room")).containsExactly("b", "a", "c");
        assertThat(table.members("other")).isEmpty();
    }

    @Test
    void joining_says_whether_the_group_was_empty_and_leaving_whether_it_is() {
        assertThat(table.join("room", "a")).isTrue();
        assertThat(table.join("room", "a")).isFalse();
        assertThat(table.join("room", "b")).isFalse();
        assertThat(table.leave("room", "a")).isFalse();
        assertThat(table.leave("room", "stranger")).isFalse();
        assertThat(table.leave("room", "b")).isTrue();
        assertThat(table.leave("room", "b")).isFalse();
    }

    @Test
    void a_group_without_members_takes_no_memory() {
        table.join("room", "a");
        assertThat(table.contains("room")).isTrue();
        assertThat(table.size()).isOne();

        table.leave("room", "a");

        assertThat(table.contains("room")).isFalse();
        assertThat(table.size()).isZero();
        assertThat(table.names()).isExhausted();
    }

    @Test
    void a_snapshot_never_changes() {
        table.join("room", "a");
        List<String> before = table.members("room");

        table.join("room", "b");
        table.leave("room", "a");

        assertThat(before).containsExactly("a");
        assertThat(table.members("room")).containsExactly("b");
    }

    @Test
    void who_has_left_is_in_no_snapshot_any_more() {
        table.join("room", "a");
        table.join("room", "b");
        assertThat(table.members("room")).containsExactly("a", "b");

        table.leave("room", "a");

        assertThat(table.members("room")).containsExactly("b");
    }

    @Test
    void a_snapshot_is_shared_until_something_changes() {
        table.join("room", "a");
        List<String> first = table.members("room");

        table.join("room", "a");
        table.leave("room", "stranger");
        table.join("other", "b");
        assertThat(table.members("room")).isSameAs(first);

        table.join("room", "b");
        assertThat(table.members("room")).isNotSameAs(first);
    }

    @Test
    void ten_thousand_members_are_copied_once_for_many_reads() {
        for (int i = 0; i < 10_000; i++) {
            table.join("room", "member" + i);
        }

        List<String> first = table.members("room");

        assertThat(first).hasSize(10_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(table.members("room") == first).isTrue();
        }
    }

    @Test
    void who_stays_is_in_every_snapshot_once_while_others_come_and_go() throws Exception {
        int stable = 50;
        for (int i = 0; i < stable; i++) {
            table.join("room", "stable" + i);
        }
        AtomicBoolean storming = new AtomicBoolean(true);
        CountDownLatch begun = new CountDownLatch(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> storm = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            String guest = "guest" + t;
            storm.add(threads.submit(() -> {
                begun.countDown();
                for (int i = 0; storming.get(); i++) {
                    table.join("room", guest + i % 100);
                    table.leave("room", guest + (i + 50) % 100);
                    // A group that comes into being and ends again and again.
                    table.join("fleeting", guest);
                    table.leave("fleeting", guest);
                }
                table.leave("fleeting", guest);
            }));
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 5_000; i++) {
            List<String> members = table.members("room");
            assertThat(new HashSet<>(members)).hasSameSizeAs(members);
            assertThat(members.stream().filter(member -> member.startsWith("stable")))
                    .hasSize(stable);
        }
        storming.set(false);
        for (Future<?> guest : storm) {
            guest.get(10, TimeUnit.SECONDS);
        }
        threads.shutdown();

        assertThat(table.contains("fleeting")).isFalse();
    }

    @Test
    void who_joins_a_group_that_ends_is_in_the_next_one() throws Exception {
        int rounds = 20_000;
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<?>> guests = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            String guest = "guest" + t;
            guests.add(threads.submit(() -> {
                for (int i = 0; i < rounds; i++) {
                    begun.addAndGet(table.join("fleeting", guest) ? 1 : 0);
                    assertThat(table.members("fleeting").contains(guest)).isTrue();
                    ended.addAndGet(table.leave("fleeting", guest) ? 1 : 0);
                    assertThat(table.members("fleeting").contains(guest)).isFalse();
                }
            }));
        }
        for (Future<?> guest : guests) {
            guest.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();

        assertThat(table.contains("fleeting")).isFalse();
        assertThat(begun.get()).isPositive().isEqualTo(ended.get());
    }
}
