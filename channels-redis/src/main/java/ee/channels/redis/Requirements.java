package ee.channels.redis;

import ee.channels.ConfigurationException;
import ee.channels.layer.LayerConfig;
import ee.channels.message.Json;
import ee.channels.message.JsonException;
import ee.channels.redis.config.FormatOptions;
import ee.channels.redis.config.RedisOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a layer over Redis needs beside this library. It is looked for before there are threads and connections, so that
 * what is missing stops the deployment under its name, and not the first message.
 */
final class Requirements {
    /** A class of each artifact that every layer needs. */
    private static final Map<String, String> ALWAYS = new LinkedHashMap<>();

    static {
        ALWAYS.put("redis.clients.jedis.Jedis", "redis.clients:jedis");
        ALWAYS.put("org.apache.commons.pool2.impl.GenericObjectPool", "org.apache.commons:commons-pool2");
        ALWAYS.put("org.slf4j.LoggerFactory", "org.slf4j:slf4j-api");
    }

    private Requirements() {}

    /**
     * Looks for all of it.
     *
     * @throws ConfigurationException naming the artifact that is missing
     */
    static void check(LayerConfig config, RedisOptions options) {
        ALWAYS.forEach((type, artifact) -> require(config, type, artifact));
        if (options.format().kind() == FormatOptions.Kind.MSGPACK) {
            require(config, "org.msgpack.core.MessagePack", "org.msgpack:msgpack-core");
        } else {
            requireJson(config);
        }
    }

    private static void require(LayerConfig config, String type, String artifact) {
        try {
            Class.forName(type, false, Requirements.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError missing) {
            ConfigurationException refusal = ConfigurationException.of(
                    "channels.layer." + config.alias() + ".url",
                    "takes the artifact " + artifact
                            + ", which is not on the class path; add it beside ee.channels:channels-redis, whose"
                            + " dependency it is");
            refusal.initCause(missing);
            throw refusal;
        }
    }

    /**
     * Senders write with the JSON-B that their application sees, the layer's own threads read with that of this
     * library.
     */
    private static void requireJson(LayerConfig config) {
        Thread thread = Thread.currentThread();
        ClassLoader application = thread.getContextClassLoader();
        try {
            Json.readTree("{}");
            thread.setContextClassLoader(Requirements.class.getClassLoader());
            Json.readTree("{}");
        } catch (JsonException none) {
            ConfigurationException refusal =
                    config.refused("format", "msgpack, or json where there is a JSON-B. " + none.getMessage());
            refusal.initCause(none);
            throw refusal;
        } finally {
            thread.setContextClassLoader(application);
        }
    }
}
