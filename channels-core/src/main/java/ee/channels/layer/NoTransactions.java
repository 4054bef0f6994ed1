package ee.channels.layer;

import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;

/** What layers are told of transactions where nobody knows of any. */
final class NoTransactions implements TransactionHook {

    private NoTransactions() {}

    /** The hook that the current thread's application brings along, or that lies beside this library; else none. */
    static TransactionHook orFound() {
        return Services.of(TransactionHook.class, new ArrayList<>()).stream()
                .findFirst()
                .orElseGet(NoTransactions::new);
    }

    @Override
    public boolean isPresent() {
        return false;
    }

    @Override
    public <P extends Participant> Optional<P> participant(Object key, Supplier<P> first) {
        return Optional.empty();
    }
}
