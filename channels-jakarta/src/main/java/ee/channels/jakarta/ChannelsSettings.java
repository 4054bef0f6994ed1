package ee.channels.jakarta;

import ee.channels.ConfigurationException;
import ee.channels.application.ConnectionOptions;
import ee.channels.application.OverflowPolicy;
import ee.channels.layer.ChannelLayers;
import ee.channels.layer.LayerConfig;
import ee.channels.runtime.RuntimeOptions;
import ee.channels.security.ConnectionCaps;
import ee.channels.security.OriginValidator;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set for a web application: context-params that begin with {@code channels.}, and system
 * properties of the same names, which win. One table, {@link #TABLE}, says what there is; {@code docs/settings.md}
 * holds it for readers. A name that is not in it, and a value that is malformed or out of range, stop the deployment.
 *
 * <p>Names that begin with {@code channels.layer.} configure channel layers: alias, then {@code url} or an option,
 * which the layer itself knows or refuses.
 *
 * <p>Channels counterpart: {@code CHANNEL_LAYERS}, {@code ALLOWED_HOSTS} and Daphne's command line.
 *
 * <p>Immutable.
 */
final class ChannelsSettings {

    static final String PREFIX = "channels.";
    static final String SAME_ORIGIN = "same-origin";
    static final String AUTO = "auto";
    static final String NONE = "none";
    static final int HANDLER_THREADS = 64;

    static final int WRITER_THREADS = 32;
    static final int CONNECTIONS_PER_SESSION = 50;

    private static final String LAYER = PREFIX + "layer.";
    private static final String URL = "url";
    private static final String DEFAULT_URL = "memory:";
    private static final ConnectionOptions OPTIONS = ConnectionOptions.defaults();
    private static final RuntimeOptions RUNTIME = RuntimeOptions.forServerThreads(ServerThreads.UNKNOWN);

    /** All settings but those of layers, in the order of the documentation. */
    static final List<Setting> TABLE = List.of(
            new Setting(
                    "channels.origins",
                    SAME_ORIGIN,
                    SAME_ORIGIN + ", *, or a list of sites such as example.com, .example.com, https://example.com:8443",
                    SettingsDraft::origins),
            new Setting("channels.roles", "", "a list of role names", SettingsDraft::roles),
            new Setting(
                    "channels.session-layer",
                    AUTO,
                    AUTO + ", " + NONE + ", or the alias of a channel layer",
                    SettingsDraft::sessionLayer),
            new Setting(
                    "channels.connections-per-session",
                    Integer.toString(CONNECTIONS_PER_SESSION),
                    Setting.CAP,
                    (draft, text) -> draft.connectionsPerSession(Setting.number(text))),
            new Setting(
                    "channels.connections-per-address",
                    "0",
                    Setting.CAP,
                    (draft, text) -> draft.connectionsPerAddress(Setting.number(text))),
            new Setting(
                    "channels.engine-threads",
                    "a quarter of the server's",
                    Setting.THREADS,
                    (draft, text) -> draft.engineThreads(Setting.number(text))),
            new Setting(
                    "channels.handshake-threads",
                    "half of the server's",
                    Setting.THREADS,
                    (draft, text) -> draft.handshakeThreads(Setting.number(text))),
            new Setting(
                    "channels.handshake-patience",
                    Setting.text(RUNTIME.handshakePatience()),
                    "zero to 1h" + Setting.TIMES,
                    (draft, text) -> draft.handshakePatience(Setting.duration(text))),
            new Setting(
                    "channels.drain-timeout",
                    Setting.text(RUNTIME.drainTimeout()),
                    "zero to 1h" + Setting.TIMES,
                    (draft, text) -> draft.drainTimeout(Setting.duration(text))),
            new Setting(
                    "channels.handler-threads",
                    Integer.toString(HANDLER_THREADS),
                    Setting.THREADS,
                    (draft, text) -> draft.handlerThreads(Setting.number(text))),
            new Setting(
                    "channels.writer-threads",
                    Integer.toString(WRITER_THREADS),
                    Setting.THREADS,
                    (draft, text) -> draft.writerThreads(Setting.number(text))),
            new Setting(
                    "channels.virtual-threads",
                    "auto",
                    "auto, true (from Java 21 on), false",
                    SettingsDraft::virtualThreads),
            new Setting(
                    "channels.require-transactions",
                    "false",
                    "true, false",
                    (draft, text) -> draft.requireTransactions(Setting.bool(text))),
            number(
                    "max-message-size",
                    OPTIONS.maxMessageSize(),
                    Setting.BYTES,
                    ConnectionOptions.Builder::maxMessageSize),
            number(
                    "inbound-messages",
                    OPTIONS.inboundMessages(),
                    Setting.COUNT,
                    ConnectionOptions.Builder::inboundMessages),
            number("inbound-bytes", OPTIONS.inboundBytes(), Setting.BYTES, ConnectionOptions.Builder::inboundBytes),
            time("inbound-age", OPTIONS.inboundAge(), ConnectionOptions.Builder::inboundAge),
            number(
                    "outbound-messages",
                    OPTIONS.outboundMessages(),
                    Setting.COUNT,
                    ConnectionOptions.Builder::outboundMessages),
            number("outbound-bytes", OPTIONS.outboundBytes(), Setting.BYTES, ConnectionOptions.Builder::outboundBytes),
            time("outbound-age", OPTIONS.outboundAge(), ConnectionOptions.Builder::outboundAge),
            connection(
                    "overflow",
                    Setting.text(OPTIONS.overflow()),
                    "close, drop-oldest, coalesce, block",
                    (options, text) -> options.overflow(Setting.constant(OverflowPolicy.class, text))),
            time("block-timeout", OPTIONS.blockTimeout(), ConnectionOptions.Builder::blockTimeout),
            time("open-timeout", OPTIONS.openTimeout(), ConnectionOptions.Builder::openTimeout),
            connection(
                    "ping-interval",
                    Setting.text(OPTIONS.pingInterval()),
                    "zero (never) to 1d" + Setting.TIMES,
                    (options, text) -> options.pingInterval(Setting.duration(text))),
            number(
                    "session-end-code",
                    OPTIONS.sessionEndCode(),
                    "1008, or 3000 to 4999",
                    ConnectionOptions.Builder::sessionEndCode),
            connection(
                    "channel-layer",
                    OPTIONS.channelLayer(),
                    "the alias of a channel layer",
                    ConnectionOptions.Builder::channelLayer),
            connection(
                    "compression",
                    Boolean.toString(OPTIONS.compression()),
                    "true, false",
                    (options, text) -> options.compression(Setting.bool(text))));

    private final Map<String, String> given;
    private final SettingsDraft values;
    private final List<LayerConfig> layers;

    private ChannelsSettings(Map<String, String> given, SettingsDraft values, List<LayerConfig> layers) {
        this.given = given;
        this.values = values;
        this.layers = layers;
    }

    /** Takes an option over. */
    @FunctionalInterface
    private interface Option<T> {
        ConnectionOptions.Builder set(ConnectionOptions.Builder options, T value);
    }

    private static Setting connection(String key, String fallback, String allowed, Option<String> option) {
        return new Setting(
                PREFIX + "connection." + key,
                fallback,
                allowed,
                (draft, text) -> draft.connection(options -> option.set(options, text)));
    }

    private static Setting number(String key, int fallback, String allowed, Option<Integer> option) {
        return connection(
                key, Integer.toString(fallback), allowed, (options, text) -> option.set(options, Setting.number(text)));
    }

    private static Setting time(String key, java.time.Duration fallback, Option<java.time.Duration> option) {
        return connection(
                key,
                Setting.text(fallback),
                "more than zero, up to 1d" + Setting.TIMES,
                (options, text) -> option.set(options, Setting.duration(text)));
    }

    /**
     * The settings of a web application.
     *
     * @throws ConfigurationException naming one that is unknown or refused, and what is allowed
     */
    static ChannelsSettings of(ServletContext context) {
        return of(given(context), ServerThreads.count());
    }

    static ChannelsSettings of(Map<String, String> given, int serverThreads) {
        SettingsDraft draft = new SettingsDraft(serverThreads);
        Map<String, Map<String, String>> layers = new TreeMap<>();
        given.forEach((key, value) -> {
            if (key.startsWith(LAYER)) {
                layerOption(layers, key, value);
            } else {
                setting(key).read(draft, value);
            }
        });
        return new ChannelsSettings(given, draft, layers(layers));
    }

    private static Map<String, String> given(ServletContext context) {
        Map<String, String> given = new TreeMap<>();
        for (String name : Collections.list(context.getInitParameterNames())) {
            put(given, name, context.getInitParameter(name));
        }
        Properties properties = System.getProperties();
        properties.stringPropertyNames().forEach(name -> put(given, name, properties.getProperty(name)));
        return given;
    }

    private static void put(Map<String, String> given, String name, @Nullable String value) {
        if (name.startsWith(PREFIX) && value != null) {
            given.put(name, value);
        }
    }

    private static Setting setting(String key) {
        return TABLE.stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow(() -> ConfigurationException.unknown(
                        key,
                        key,
                        "channels.layer.<alias>.url, channels.layer.<alias>.<option>, and these",
                        TABLE.stream().map(Setting::key).toList()));
    }

    private static void layerOption(Map<String, Map<String, String>> layers, String key, String value) {
        int dot = key.lastIndexOf('.'); // an alias may hold dots, an option does not
        if (dot <= LAYER.length() || dot == key.length() - 1) {
            throw ConfigurationException.of(
                    key,
                    "is no setting of a channel layer; write channels.layer.<alias>.url or channels.layer.<alias>.<option>");
        }
        layers.computeIfAbsent(key.substring(LAYER.length(), dot), alias -> new TreeMap<>())
                .put(key.substring(dot + 1), value);
    }

    private static List<LayerConfig> layers(Map<String, Map<String, String>> layers) {
        List<LayerConfig> configs = new ArrayList<>();
        layers.forEach((alias, options) -> {
            String url = options.remove(URL);
            if (url == null && !alias.equals(ChannelLayers.DEFAULT_ALIAS)) {
                throw ConfigurationException.of(
                        LAYER + alias + "." + URL, "is missing, but the layer has " + options.keySet());
            }
            configs.add(LayerConfig.of(alias, url == null ? DEFAULT_URL : url, options));
        });
        return List.copyOf(configs);
    }

    /**
     * Makes sure that what was read still holds: the settings are read before listeners run.
     *
     * @throws ConfigurationException naming one that was set or changed in the meantime
     */
    void refuseIfChanged(ServletContext context) {
        given(context).forEach((key, value) -> {
            if (!value.equals(given.get(key))) {
                throw ConfigurationException.of(
                        key,
                        "was set by a listener or another initializer, after it had been read; set it in web.xml, in the"
                                + " container's configuration of the context, or as a system property");
            }
        });
    }

    /** The channel layers that are configured; empty for the one in memory. */
    List<LayerConfig> layers() {
        return layers;
    }

    /** What checks the origin of handshakes. */
    OriginValidator origins() {
        return values.origins();
    }

    RuntimeOptions runtime() {
        return values.runtime();
    }

    /** What bounds the connections of a session or an address; a new one for each call. */
    ConnectionCaps caps() {
        return values.caps();
    }

    int handlerThreads() {
        return values.handlerThreads();
    }

    int writerThreads() {
        return values.writerThreads();
    }

    boolean virtualThreads() {
        return values.virtualThreads();
    }

    /** Whether the application is not to start where {@code afterCommit()} would wait for nothing. */
    boolean requireTransactions() {
        return values.requireTransactions();
    }

    /**
     * The alias of the layer that tells other nodes of ended sessions, if there is one that reaches them.
     *
     * @throws ConfigurationException if the alias is not configured
     */
    Optional<String> sessionLayer(ChannelLayers layers) {
        String choice = values.sessionLayer();
        if (choice.equals(NONE) || (choice.equals(AUTO) && !layers.aliases().contains(ChannelLayers.DEFAULT_ALIAS))) {
            return Optional.empty();
        }
        String alias = choice.equals(AUTO) ? ChannelLayers.DEFAULT_ALIAS : choice;
        return layers.reachesOtherProcesses(alias) ? Optional.of(alias) : Optional.empty();
    }

    List<String> roles() {
        return values.roles();
    }
}
