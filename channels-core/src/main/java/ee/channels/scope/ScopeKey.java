package ee.channels.scope;

/**
 * A typed name for a value that middleware puts into a scope; two keys are the same only if they are the same object.
 *
 * <pre>{@code
 * static final ScopeKey<Tenant> TENANT = ScopeKey.of("tenant", Tenant.class);
 * }</pre>
 *
 * <p>Channels counterpart: the string keys of the {@code scope} dictionary.
 *
 * <p>Immutable.
 *
 * @param <T> the type of the value
 */
public final class ScopeKey<T> {

    private final String name;
    private final Class<T> type;

    private ScopeKey(String name, Class<T> type) {
        this.name = name;
        this.type = type;
    }

    /**
     * A new key, unequal to every other.
     *
     * @param name shown in messages only
     * @param type what values of the key are instances of
     */
    public static <T> ScopeKey<T> of(String name, Class<T> type) {
        return new ScopeKey<>(name, type);
    }

    T cast(Object value) {
        return type.cast(value);
    }

    /** The name and type, for messages. */
    @Override
    public String toString() {
        return name + ":" + type.getSimpleName();
    }
}
