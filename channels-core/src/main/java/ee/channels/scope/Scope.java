package ee.channels.scope;

import ee.channels.ChannelsException;
import java.net.URI;
import java.security.Principal;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of a connection from its handshake: where it asked to go, what it sent along, who it is.
 *
 * <p>Routers add path parameters, middleware adds attributes or a user; each {@code with…} returns a new scope and
 * leaves this one as it was. Everything in it was decoded once: paths and parameters are plain text, not
 * percent-encoded.
 *
 * <p>Channels counterpart: the {@code scope} dictionary of a connection.
 *
 * <p>Immutable; what it refers to (session, attributes) has its own rules.
 */
public final class Scope {

    private final Builder state;

    private Scope(Builder state) {
        this.state = state;
    }

    /**
     * Begins a scope for a connection to this path.
     *
     * @param path the path below the application's context path, decoded, beginning with a slash
     */
    public static Builder builder(String path) {
        return new Builder(path);
    }

    /** The path below the context path, decoded, beginning with a slash. Counterpart: {@code scope["path"]}. */
    public String path() {
        return state.path;
    }

    /**
     * What of the path a router outside has left for one inside; the whole path where no router nests. Counterpart:
     * {@code scope["path_remaining"]}.
     */
    public String pathRemaining() {
        return state.pathRemaining;
    }

    /**
     * The application's context path: empty for the root, else with a leading slash. Counterpart: {@code root_path}.
     */
    public String contextPath() {
        return state.contextPath;
    }

    /**
     * Where the client asked to go: scheme ({@code http} or {@code https}), host, port and path, as the container sees
     * them; behind a proxy only if the container is told to trust its headers (RemoteIpValve on Tomcat).
     */
    public URI requestUri() {
        return state.requestUri;
    }

    /** The parameters that the routes matched, outermost first. Counterpart: {@code scope["url_route"]["kwargs"]}. */
    public Map<String, String> pathParams() {
        return Collections.unmodifiableMap(state.pathParams);
    }

    /**
     * One parameter of the path, decoded.
     *
     * @throws ChannelsException if no route on the way here has a parameter of this name
     */
    public String pathParam(String name) {
        String value = state.pathParams.get(name);
        if (value == null) {
            throw new ChannelsException(
                    "No path parameter \"" + name + "\"; the route has " + state.pathParams.keySet());
        }
        return value;
    }

    /**
     * One parameter of the path as a whole number, for routes such as {@code /ws/order/{id:int}}.
     *
     * @throws ChannelsException if there is no such parameter or it is not an {@code int}
     */
    public int pathInt(String name) {
        try {
            return Integer.parseInt(pathParam(name));
        } catch (NumberFormatException e) {
            throw new ChannelsException(
                    "Path parameter \"" + name + "\" is not an int; declare it as {" + name + ":int}", e);
        }
    }

    /**
     * One parameter of the path as a whole number, for routes such as {@code /ws/order/{id:long}}.
     *
     * @throws ChannelsException if there is no such parameter or it is not a {@code long}
     */
    public long pathLong(String name) {
        try {
            return Long.parseLong(pathParam(name));
        } catch (NumberFormatException e) {
            throw new ChannelsException(
                    "Path parameter \"" + name + "\" is not a long; declare it as {" + name + ":long}", e);
        }
    }

    /** The raw query string without its question mark; empty if there is none. */
    public String queryString() {
        return state.queryString;
    }

    /** The first value of a query parameter, decoded, if it was given. */
    public Optional<String> query(String name) {
        return queryAll(name).stream().findFirst();
    }

    /** Every value of a query parameter in order, decoded; empty if it was not given. */
    public List<String> queryAll(String name) {
        return state.query.getOrDefault(name, List.of());
    }

    /** The handshake's request headers. */
    public Headers headers() {
        return state.headers;
    }

    /** The value of a cookie, if it was sent. */
    public Optional<String> cookie(String name) {
        return Optional.ofNullable(state.cookies.get(name));
    }

    /** The sub-protocols that the client offers, in its order of preference. */
    public List<String> subprotocols() {
        return state.subprotocols;
    }

    /** The client's address as the container sees it. Counterpart: {@code scope["client"][0]}. */
    public String remoteAddress() {
        return state.remoteAddress;
    }

    /** Who is signed in, as at the handshake or as set by middleware. Counterpart: {@code scope["user"]}. */
    public Optional<Principal> user() {
        return Optional.ofNullable(state.user);
    }

    /** Whether the user has a role, as at the handshake or as set by middleware; false for nobody. */
    public boolean isUserInRole(String role) {
        return state.roles.test(role);
    }

    /** The HTTP session, alive; never null, but it may not exist. */
    public ScopeSession session() {
        return state.session;
    }

    /** The value that middleware put under a key, if it did. */
    public <T> Optional<T> get(ScopeKey<T> key) {
        Object value = state.attributes.get(key);
        return value == null ? Optional.empty() : Optional.of(key.cast(value));
    }

    /** This scope with a value under a key, in place of the one it may have had. */
    public <T> Scope with(ScopeKey<T> key, T value) {
        Builder copy = toBuilder();
        copy.attributes = new HashMap<>(state.attributes);
        copy.attributes.put(key, value);
        return copy.build();
    }

    /**
     * This scope with another user, for middleware that authenticates by its own means.
     *
     * @param principal who it is
     * @param roles what {@link #isUserInRole} answers true for from now on, in place of the container's
     */
    public Scope withUser(Principal principal, Set<String> roles) {
        Set<String> granted = Set.copyOf(roles);
        return toBuilder().user(principal, granted::contains).build();
    }

    /**
     * This scope as a route hands it on: its parameters after those that are there, and what of the path it left.
     *
     * @param params names and decoded values; a name that is there already is overwritten
     * @param remaining what a router further in has still to match; empty or beginning with a slash
     */
    public Scope withRoute(Map<String, String> params, String remaining) {
        Builder copy = toBuilder();
        copy.pathParams = new LinkedHashMap<>(state.pathParams);
        copy.pathParams.putAll(params);
        copy.pathRemaining = remaining;
        return copy.build();
    }

    /** A builder that starts with everything of this scope. */
    public Builder toBuilder() {
        return new Builder(state);
    }

    /** The path alone: headers, cookies and query may be secret. */
    @Override
    public String toString() {
        return "Scope[" + state.path + "]";
    }

    /**
     * Collects what a scope is made of; what is not set is empty, the request URI is {@code http://localhost} and the
     * remote address {@code 127.0.0.1}.
     *
     * <p>Confined to one thread.
     */
    public static final class Builder {
        private static final URI LOCALHOST = URI.create("http://localhost/");

        private final String path;
        private String pathRemaining;
        private String contextPath = "";
        private URI requestUri = LOCALHOST;
        private Map<String, String> pathParams = Map.of();
        private String queryString = "";
        private Map<String, List<String>> query = Map.of();
        private Headers headers = Headers.empty();
        private Map<String, String> cookies = Map.of();
        private List<String> subprotocols = List.of();
        private String remoteAddress = "127.0.0.1";
        private @Nullable Principal user;
        private Predicate<String> roles = role -> false;
        private ScopeSession session = ScopeSession.none();
        private Map<ScopeKey<?>, Object> attributes = Map.of();

        private Builder(String path) {
            if (!path.startsWith("/")) {
                throw new ChannelsException("A path must begin with a slash: \"" + path + "\"");
            }
            this.path = path;
            this.pathRemaining = path;
        }

        private Builder(Builder from) {
            path = from.path;
            pathRemaining = from.pathRemaining;
            contextPath = from.contextPath;
            requestUri = from.requestUri;
            pathParams = from.pathParams;
            queryString = from.queryString;
            query = from.query;
            headers = from.headers;
            cookies = from.cookies;
            subprotocols = from.subprotocols;
            remoteAddress = from.remoteAddress;
            user = from.user;
            roles = from.roles;
            session = from.session;
            attributes = from.attributes;
        }

        /** See {@link Scope#contextPath()}. */
        public Builder contextPath(String value) {
            contextPath = value;
            return this;
        }

        /** See {@link Scope#requestUri()}. */
        public Builder requestUri(URI value) {
            requestUri = value;
            return this;
        }

        /** The raw query string and its decoded parameters. */
        public Builder query(String raw, Map<String, List<String>> decoded) {
            queryString = raw;
            Map<String, List<String>> copy = new HashMap<>();
            decoded.forEach((name, values) -> copy.put(name, List.copyOf(values)));
            query = copy;
            return this;
        }

        /** See {@link Scope#headers()}. */
        public Builder headers(Headers value) {
            headers = value;
            return this;
        }

        /** Names and values of the cookies. */
        public Builder cookies(Map<String, String> value) {
            cookies = Map.copyOf(value);
            return this;
        }

        /** See {@link Scope#subprotocols()}. */
        public Builder subprotocols(List<String> value) {
            subprotocols = List.copyOf(value);
            return this;
        }

        /** See {@link Scope#remoteAddress()}. */
        public Builder remoteAddress(String value) {
            remoteAddress = value;
            return this;
        }

        /** The user, or null for nobody, and what tells their roles. */
        public Builder user(@Nullable Principal principal, Predicate<String> isInRole) {
            user = principal;
            roles = isInRole;
            return this;
        }

        /** See {@link Scope#session()}. */
        public Builder session(ScopeSession value) {
            session = value;
            return this;
        }

        /** The scope; the builder can go on. */
        public Scope build() {
            return new Scope(new Builder(this));
        }
    }
}
