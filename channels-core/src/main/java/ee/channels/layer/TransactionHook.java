package ee.channels.layer;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What tells layers of transactions, found by {@link java.util.ServiceLoader} with the application's class loader: the
 * core knows no transaction manager. Without one, {@link ChannelLayer#afterCommit()} waits for nothing.
 *
 * <p>Channels counterpart: {@code django.db.transaction}, as far as {@code on_commit} needs it.
 *
 * <p>Implementations are thread-safe.
 */
public interface TransactionHook {

    /** What takes part in one transaction. */
    @FunctionalInterface
    interface Participant {

        /**
         * The transaction is over; called once, on whatever thread ended it, which must not be kept waiting.
         *
         * @param committed false if it was rolled back, or nobody knows what became of it
         */
        void completed(boolean committed);
    }

    /** Whether there are transactions where the current thread runs, be it in one or not. */
    boolean isPresent();

    /**
     * What takes part in the transaction of the current thread under a key; made and enlisted by the first call for
     * that key in each transaction. In one that can only roll back it is told so at once.
     *
     * @param key an object that tells by its identity who asks
     * @return empty where the thread is in no transaction, or in one that has committed
     * @throws ChannelLayerException if the transaction does not take it, as it is about to end
     */
    <P extends Participant> Optional<P> participant(Object key, Supplier<P> first);
}
