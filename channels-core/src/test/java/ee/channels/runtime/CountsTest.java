package ee.channels.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountsTest {

    private enum Fruit {
        APPLE,
        PEAR,
        PLUM
    }

    private final Counts<Fruit> counts = new Counts<>(Fruit.class);

    @Test
    void each_constant_has_a_count_of_its_own() {
        counts.add(Fruit.APPLE, 2);
        counts.add(Fruit.PLUM, 3);
        counts.add(Fruit.APPLE, 5);

        assertThat(counts.sum(Fruit.APPLE)).isEqualTo(7);
        assertThat(counts.sum(Fruit.PEAR)).isZero();
        assertThat(counts.sum(Fruit.PLUM)).isEqualTo(3);
    }

    @Test
    void nothing_is_lost_where_more_threads_add_at_once_than_there_are_stripes() throws InterruptedException {
        int times = 20_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Thread thread = new Thread(() -> {
                for (int j = 0; j < times; j++) {
                    counts.add(Fruit.PEAR, 1);
                    counts.add(Fruit.PLUM, 2);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(counts.sum(Fruit.APPLE)).isZero();
        assertThat(counts.sum(Fruit.PEAR)).isEqualTo(40L * times);
        assertThat(counts.sum(Fruit.PLUM)).isEqualTo(80L * times);
    }
}
