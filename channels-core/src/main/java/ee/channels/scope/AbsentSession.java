package ee.channels.scope;

import java.util.Optional;

/** No session, and no way to get one: reads are empty, everything else says so. */
enum AbsentSession implements ScopeSession {
    INSTANCE;

    @Override
    public boolean exists() {
        return false;
    }

    @Override
    public String id() {
        throw absent();
    }

    @Override
    public void create() {
        throw absent();
    }

    @Override
    public Optional<Object> get(String name) {
        return Optional.empty();
    }

    @Override
    public void set(String name, Object value) {
        throw absent();
    }

    @Override
    public void remove(String name) {
        throw absent();
    }

    @Override
    public void save() {
        throw absent();
    }

    @Override
    public void touch() {
        throw absent();
    }

    @Override
    public void invalidate() {
        throw absent();
    }

    private static NoSessionException absent() {
        return new NoSessionException("This connection has no HTTP session");
    }
}
