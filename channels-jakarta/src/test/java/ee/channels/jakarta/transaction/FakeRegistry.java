package ee.channels.jakarta.transaction;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A registry with at most one transaction, whose status a test sets. */
final class FakeRegistry implements TransactionSynchronizationRegistry {

    int status = Status.STATUS_NO_TRANSACTION;
    boolean ending;
    final List<Synchronization> synchronizations = new ArrayList<>();
    private final Map<Object, Object> resources = new IdentityHashMap<>();

    private void requireTransaction() {
        if (status == Status.STATUS_NO_TRANSACTION || ending) {
            throw new IllegalStateException("no transaction is active");
        }
    }

    void end(int outcome) {
        status = outcome;
        synchronizations.forEach(synchronization -> {
            synchronization.beforeCompletion();
            synchronization.afterCompletion(outcome);
        });
    }

    @Override
    public Object getTransactionKey() {
        return this;
    }

    @Override
    public void putResource(Object key, Object value) {
        requireTransaction();
        resources.put(key, value);
    }

    @Override
    public Object getResource(Object key) {
        requireTransaction();
        return resources.get(key);
    }

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
        requireTransaction();
        synchronizations.add(synchronization);
    }

    @Override
    public int getTransactionStatus() {
        return status;
    }

    @Override
    public void setRollbackOnly() {
        status = Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public boolean getRollbackOnly() {
        return status == Status.STATUS_MARKED_ROLLBACK;
    }
}
