package ee.channels.message;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.BinaryDataStrategy;
import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON-B and JSON-P of one application. {@link Json} touches them through this class alone, so that it can be
 * loaded where neither is there.
 *
 * <p>Thread-safe.
 */
final class JsonBinding {
    private final Jsonb jsonb;
    private final JsonParserFactory parsers;
    private final JsonGeneratorFactory generators;

    private JsonBinding(Jsonb jsonb, JsonProvider provider) {
        this.jsonb = jsonb;
        this.parsers = provider.createParserFactory(Map.of());
        this.generators = provider.createGeneratorFactory(Map.of());
    }

    /** What the context class loader finds. */
    static JsonBinding create() {
        JsonProvider provider = JsonProvider.provider();
        JsonbConfig config = new JsonbConfig()
                .withBinaryDataStrategy(BinaryDataStrategy.BASE_64)
                .withSerializers(new MessageSerializer());
        Jsonb jsonb = JsonbBuilder.newBuilder()
                .withConfig(config)
                .withProvider(new ExactNumbers(provider))
                .build();
        return new JsonBinding(jsonb, provider);
    }

    String encode(Object value) {
        return jsonb.toJson(value);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // see Json.decode
    <T> T decode(String json, Type type) {
        // A pass of its own, and first: JSON-B takes the last of two equal keys, stops reading after the value, and
        // Yasson on Parsson 1.1.9 never returns from an unknown property whose array is not closed.
        try (JsonParser parser = parsers.createParser(new StringReader(json))) {
            JsonTree.check(parser);
        }
        return present(jsonb.fromJson(json, type));
    }

    <T> T bind(Map<String, @Nullable Object> fields, Class<T> type) {
        return present(jsonb.fromJson(writeTree(fields), type));
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new JsonException("null stands for no value");
        }
        return value;
    }

    String writeTree(@Nullable Object tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = generators.createGenerator(text)) {
            JsonTree.write(generator, tree);
        }
        return text.toString();
    }

    @Nullable
    Object readTree(String json) {
        try (JsonParser parser = parsers.createParser(new StringReader(json))) {
            return JsonTree.readNearest(parser);
        }
    }

    @SuppressWarnings("unchecked") // every map of a tree is a Map<String, @Nullable Object>
    Map<String, @Nullable Object> toMap(Object value) {
        try (JsonParser parser = parsers.createParser(new StringReader(jsonb.toJson(value)))) {
            if (JsonTree.read(parser) instanceof Map<?, ?> map) {
                return (Map<String, @Nullable Object>) map;
            }
            throw new JsonException("it has no properties");
        }
    }

    void close() {
        try {
            jsonb.close();
        } catch (Exception e) {
            throw new JsonException("JSON-B did not close", e);
        }
    }

    /** A message as Channels' dict: the type is a field like the others. */
    private static final class MessageSerializer implements JsonbSerializer<Message> {
        @Override
        public void serialize(Message message, JsonGenerator generator, SerializationContext context) {
            generator.writeStartObject();
            generator.write(Message.TYPE, message.type());
            message.tree().forEach((key, value) -> {
                generator.writeKey(key);
                JsonTree.write(generator, value);
            });
            generator.writeEnd();
        }
    }
}
