package ee.channels.layer;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Transactions that a test begins and ends; only a test's own class loader tells the service loader of them. */
public final class FakeTransactions implements TransactionHook {
    /** Of the one test that runs; null outside of a transaction. */
    private static Map<Object, Participant> current;

    public FakeTransactions() {}

    static void begin() {
        current = new IdentityHashMap<>();
    }

    static void commit() {
        end(true);
    }

    static void rollback() {
        end(false);
    }

    private static void end(boolean committed) {
        List.copyOf(current.values()).forEach(participant -> participant.completed(committed));
    }

    static void none() {
        current = null;
    }

    static int participants() {
        return current.size();
    }

    @Override
    public boolean isPresent() {
        return true;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <P extends Participant> Optional<P> participant(Object key, Supplier<P> first) {
        return current == null ? Optional.empty() : Optional.of((P) current.computeIfAbsent(key, k -> first.get()));
    }
}
