package ee.channels.redis.config;

import java.util.Optional;

/**
 * As whom to authenticate. Nothing of it is printed.
 *
 * <p>Immutable.
 *
 * @param user the name, for ACLs of Redis 6 and later; empty for the default user
 * @param password the password; empty where there is no authentication
 */
public record Credentials(Optional<Secret> user, Optional<Secret> password) {
    /** No authentication. */
    public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());
}
