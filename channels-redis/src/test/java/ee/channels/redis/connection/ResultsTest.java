package ee.channels.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Results results = new Results("test");
    private final CompletableFuture<Void> operation = new CompletableFuture<>();
    private final CompletionStage<Void> result = results.of(operation);

    @AfterEach
    void close() {
        results.close();
    }

    @Test
    void what_a_user_lets_depend_runs_on_the_thread_for_it_and_not_on_the_one_that_completes() {
        AtomicReference<String> thread = new AtomicReference<>();
        result.thenRun(() -> thread.set(Thread.currentThread().getName()));

        operation.complete(null);

        await().atMost(DEADLINE).until(() -> thread.get() != null);
        assertThat(thread.get()).isEqualTo("channels-redis-test-results");
    }

    @Test
    void what_depends_on_a_result_that_is_complete_runs_at_once() {
        operation.complete(null);
        CountDownLatch ran = new CountDownLatch(1);

        result.thenRun(ran::countDown);

        assertThat(ran.getCount()).isZero();
    }

    @Test
    void a_failure_comes_as_it_was() {
        IllegalStateException failure = new IllegalStateException("no");
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        result.whenComplete((nothing, failed) -> seen.complete(failed));

        operation.completeExceptionally(failure);

        assertThat(seen.join()).isSameAs(failure);
        assertThatThrownBy(() -> ((Future<?>) result).get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCause(failure);
    }

    @Test
    void who_waits_does_not_wait_for_what_others_let_run() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> other = new CompletableFuture<>();
        CountDownLatch blocked = new CountDownLatch(1);
        results.of(other).thenRun(() -> {
            blocked.countDown();
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        other.complete(null);
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();

        operation.complete(null);

        result.toCompletableFuture().get(10, TimeUnit.SECONDS);
        release.countDown();
    }

    @Test
    void results_can_be_joined_with_others_whether_they_are_complete_or_not() {
        CompletableFuture<Void> second = new CompletableFuture<>();
        CompletionStage<Void> other = results.of(second);
        List<CompletableFuture<?>> joined = List.of(
                CompletableFuture.allOf(result.toCompletableFuture(), other.toCompletableFuture()),
                CompletableFuture.completedFuture(1).thenCombine(result, (one, nothing) -> one),
                result.thenCombine(other, (a, b) -> 2).toCompletableFuture(),
                result.applyToEither(other, nothing -> 3).toCompletableFuture(),
                result.toCompletableFuture().copy());

        operation.complete(null);
        second.complete(null);

        await().atMost(DEADLINE).untilAsserted(() -> assertThat(joined).allMatch(CompletableFuture::isDone));
        await().atMost(DEADLINE).until(() -> result.toCompletableFuture().isDone());
    }

    @Test
    void what_is_settled_after_the_end_is_told_all_the_same() {
        CompletableFuture<Void> seen = result.toCompletableFuture().thenRun(() -> {});
        results.close();

        operation.complete(null);

        await().atMost(DEADLINE).until(seen::isDone);
    }
}
