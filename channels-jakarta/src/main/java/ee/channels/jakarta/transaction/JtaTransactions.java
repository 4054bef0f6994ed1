package ee.channels.jakarta.transaction;

import ee.channels.layer.ChannelLayerException;
import ee.channels.layer.TransactionHook.Participant;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a server. A participant is a resource of its transaction, in JTA's sense, and an interposed
 * synchronization: it is told of the end when the resources have committed, and before the synchronizations of the
 * application.
 *
 * <p>Thread-safe, as the registry is.
 */
final class JtaTransactions {

    private final TransactionSynchronizationRegistry registry;

    private JtaTransactions(TransactionSynchronizationRegistry registry) {
        this.registry = registry;
    }

    /** Those of a registry; null if it is none, or one of other classes than this application's. */
    static @Nullable JtaTransactions of(@Nullable Object registry) {
        return registry instanceof TransactionSynchronizationRegistry found ? new JtaTransactions(found) : null;
    }

    /** As {@link ee.channels.layer.TransactionHook#participant} promises. */
    <P extends Participant> Optional<P> participant(Object key, Supplier<P> first) {
        return switch (registry.getTransactionStatus()) {
            case Status.STATUS_NO_TRANSACTION, Status.STATUS_COMMITTED -> Optional.empty();
            case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK -> {
                P participant = first.get();
                participant.completed(false);
                yield Optional.of(participant);
            }
            default -> Optional.of(enlisted(key, first));
        };
    }

    @SuppressWarnings("unchecked") // under this key, which is nobody else's, lies what this has put there
    private <P extends Participant> P enlisted(Object key, Supplier<P> first) {
        try {
            Object known = registry.getResource(key);
            if (known != null) {
                return (P) known;
            }
            P participant = first.get();
            registry.registerInterposedSynchronization(new End(participant));
            registry.putResource(key, participant);
            return participant;
        } catch (IllegalStateException ending) {
            throw new ChannelLayerException(
                    "A message that is to wait for the commit comes too late: the transaction is about to end", ending);
        }
    }

    private record End(Participant participant) implements Synchronization {

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            participant.completed(status == Status.STATUS_COMMITTED);
        }
    }
}
