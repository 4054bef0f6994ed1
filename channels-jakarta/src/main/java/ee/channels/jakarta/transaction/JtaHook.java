package ee.channels.jakarta.transaction;

import ee.channels.layer.ChannelLayer;
import ee.channels.layer.TransactionHook;
import java.util.Optional;
import java.util.function.Supplier;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Ties {@link ChannelLayer#afterCommit()} to the server's transactions, through
 * {@code java:comp/TransactionSynchronizationRegistry}.
 *
 * <p>The registry is looked up until it is found and then kept: it is one object for the whole server, while
 * {@code java:comp} is not there on each thread that may be in a transaction. The classes of JTA are touched only once
 * they are known to be there, since this one is loaded on every server.
 *
 * <p>Channels counterpart: {@code transaction.on_commit} of Django.
 *
 * <p>Thread-safe.
 */
public final class JtaHook implements TransactionHook {

    private static final String REGISTRY = "java:comp/TransactionSynchronizationRegistry";
    private static final String TYPE = "jakarta.transaction.TransactionSynchronizationRegistry";

    private volatile @Nullable JtaTransactions transactions;

    /** For the service loader. */
    public JtaHook() {}

    @Override
    public boolean isPresent() {
        return transactions() != null;
    }

    @Override
    public <P extends Participant> Optional<P> participant(Object key, Supplier<P> first) {
        JtaTransactions found = transactions();
        return found == null ? Optional.empty() : found.participant(key, first);
    }

    private @Nullable JtaTransactions transactions() {
        JtaTransactions found = transactions;
        if (found == null && isOnClassPath()) {
            found = lookUp();
            transactions = found;
        }
        return found;
    }

    private static boolean isOnClassPath() {
        try {
            Class.forName(TYPE, false, JtaHook.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static @Nullable JtaTransactions lookUp() {
        try {
            return JtaTransactions.of(new InitialContext().lookup(REGISTRY));
        } catch (NamingException e) {
            return null; // no JNDI on this thread, or no transactions
        }
    }
}
