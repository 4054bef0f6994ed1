package ee.channels.redis.config;

import ee.channels.ConfigurationException;
import ee.channels.layer.LayerConfig;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a Redis layer, without its query: who is asked where, and as whom. A refusal says which part is
 * malformed and quotes none, since a password may stand where a host should.
 *
 * <p>Immutable.
 */
final class LayerUrl {
    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final int MAX_DATABASE = 9999;

    private static final Pattern HOST =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)\\]|([\\w.-]+))(?::([0-9]{1,5}))?");
    private static final Pattern DATABASE = Pattern.compile("[0-9]{1,4}");
    private static final Pattern MASTER = Pattern.compile("[\\w.-]{1,200}");

    private final LayerConfig config;
    private final Credentials credentials;
    private final String address;

    private LayerUrl(LayerConfig config, Credentials credentials, String address) {
        this.config = config;
        this.credentials = credentials;
        this.address = address;
    }

    static LayerUrl of(LayerConfig config) {
        String afterScheme = config.url().substring(config.scheme().length() + 1);
        if (!afterScheme.startsWith("//")) {
            throw refused(config, "lacks the two slashes behind its scheme");
        }
        String rest = afterScheme.substring(2);
        // The last @, as where core hides what stands before it.
        int at = rest.lastIndexOf('@');
        Credentials credentials = at < 0 ? Credentials.NONE : credentials(config, rest.substring(0, at));
        return new LayerUrl(config, credentials, rest.substring(at + 1));
    }

    private static Credentials credentials(LayerConfig config, String userInfo) {
        if (userInfo.chars().anyMatch(c -> "@/,?#[]".indexOf(c) >= 0)) {
            throw refused(
                    config,
                    "has one of @ / , ? # [ ] in its user name or password; percent-encode it there (%40 for @). User and"
                            + " password stand once, before the first host");
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return new Credentials(decoded(config, user), decoded(config, password));
    }

    @SuppressWarnings("UnusedException") // the cause quotes the text
    private static Optional<Secret> decoded(LayerConfig config, String encoded) {
        if (encoded.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Secret(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException malformed) {
            throw refused(config, "has a malformed percent sign in its user name or password");
        }
    }

    boolean isTls() {
        return config.scheme().equals("rediss");
    }

    boolean isSentinel() {
        return config.scheme().equals("redis-sentinel");
    }

    boolean isCluster() {
        return config.scheme().equals("redis-cluster");
    }

    boolean isFixed() {
        return !isSentinel() && !isCluster();
    }

    /** As whom, at every server but the sentinels. */
    Credentials credentials() {
        return credentials;
    }

    /** Who is asked. */
    Servers servers(Credentials forSentinels) {
        if (isSentinel()) {
            return sentinel(forSentinels);
        }
        return isCluster() ? cluster() : fixed();
    }

    private Servers fixed() {
        List<String> entries = entries(address);
        List<Servers.Shard> shards = new ArrayList<>();
        // From the end, since a host without a database takes that of the next one that has one.
        int database = 0;
        for (int i = entries.size() - 1; i >= 0; i--) {
            String entry = entries.get(i);
            int slash = entry.indexOf('/');
            if (slash >= 0 && slash < entry.length() - 1) {
                database = database(entry.substring(slash + 1));
            }
            String host = slash < 0 ? entry : entry.substring(0, slash);
            shards.add(0, new Servers.Shard(host(i, host, REDIS_PORT), database));
        }
        return new Servers.Fixed(shards);
    }

    private Servers sentinel(Credentials forSentinels) {
        String[] parts = address.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || !MASTER.matcher(parts[1]).matches()) {
            throw refused(config, "does not name the master behind its sentinels");
        }
        int database = parts.length == 3 ? database(parts[2]) : 0;
        return new Servers.Sentinel(hosts(parts[0], SENTINEL_PORT), parts[1], database, forSentinels);
    }

    private Servers cluster() {
        String seeds = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        return new Servers.Cluster(hosts(seeds, REDIS_PORT));
    }

    private List<Host> hosts(String text, int defaultPort) {
        List<Host> hosts = new ArrayList<>();
        for (String entry : entries(text)) {
            hosts.add(host(hosts.size(), entry, defaultPort));
        }
        return hosts;
    }

    private static List<String> entries(String text) {
        return List.of(text.split(",", -1));
    }

    private Host host(int index, String text, int defaultPort) {
        Matcher matcher = HOST.matcher(text);
        if (matcher.matches()) {
            String name = Optional.ofNullable(matcher.group(1)).orElse(matcher.group(2));
            int port =
                    Optional.ofNullable(matcher.group(3)).map(Integer::parseInt).orElse(defaultPort);
            if (port >= 1 && port <= 65_535) {
                return new Host(name, port);
            }
        }
        throw refused(config, "has a malformed host or port, number " + (index + 1) + " in its row");
    }

    private int database(String text) {
        if (!DATABASE.matcher(text).matches()) {
            throw refused(config, "has a database that is no number from 0 to " + MAX_DATABASE);
        }
        return Integer.parseInt(text);
    }

    private static ConfigurationException refused(LayerConfig config, String problem) {
        return ConfigurationException.of(
                "channels.layer." + config.alias() + ".url", problem + "; allowed: " + form(config.scheme()));
    }

    private static String form(String scheme) {
        return scheme + "://[user[:password]@]"
                + switch (scheme) {
                    case "redis-sentinel" -> "host[:port][,host[:port]…]/master[/database]";
                    case "redis-cluster" -> "host[:port][,host[:port]…]";
                    default -> "host[:port][/database][,host[:port][/database]…]";
                };
    }
}
