package ee.channels.consumer;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import ee.channels.application.ConnectionOptions;
import ee.channels.message.GroupName;
import ee.channels.message.Json;
import ee.channels.message.JsonException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * What a consumer class declares, read and checked once, while the application is deployed.
 *
 * <p>Immutable.
 *
 * @param jsonType what a {@link JsonWebSocketConsumer} binds to; {@code Object} for others, which never ask
 */
record ConsumerModel(
        Class<?> type, HandlerTable handlers, List<String> groups, Optional<WebSocketOptions> options, Type jsonType) {

    static ConsumerModel of(Class<? extends ChannelConsumer> type) {
        GenericTypes types = GenericTypes.of(type);
        HandlerTable handlers = HandlerTable.of(types);
        if (Modifier.isAbstract(type.getModifiers())) {
            throw ConfigurationException.of(type.getName(), "is abstract; route to a class that can be made");
        }
        ConsumerModel model = new ConsumerModel(
                type,
                handlers,
                groups(type),
                Optional.ofNullable(type.getAnnotation(WebSocketOptions.class)),
                jsonType(type, types));
        model.checkOptions();
        model.checkJson();
        return model;
    }

    /** The options of a connection, as far as the class does not change them. */
    ConnectionOptions apply(ConnectionOptions inherited) {
        return options.map(declared -> OptionsReader.apply(declared, inherited)).orElse(inherited);
    }

    private static List<String> groups(Class<?> type) {
        Groups declared = type.getAnnotation(Groups.class);
        List<String> groups = declared == null ? List.of() : List.of(declared.value());
        for (String group : groups) {
            try {
                GroupName.check(group);
            } catch (ChannelsException e) {
                throw ConfigurationException.of(type.getName(), "has @Groups(\"" + group + "\"): " + e.getMessage());
            }
        }
        return groups;
    }

    private static Type jsonType(Class<?> type, GenericTypes types) {
        if (!JsonWebSocketConsumer.class.isAssignableFrom(type)) {
            return Object.class;
        }
        Type bound = types.resolve(JsonWebSocketConsumer.class.getTypeParameters()[0])
                .orElseThrow(() -> ConfigurationException.of(
                        type.getName(),
                        "does not say what its messages are bound to; extend JsonWebSocketConsumer<SomeType>"));
        types.firstHidden(bound).ifPresent(hidden -> {
            throw ConfigurationException.of(
                    type.getName(), "has messages of " + hidden + ", which JSON-B cannot make; declare it public");
        });
        return bound;
    }

    private void checkOptions() {
        try {
            apply(ConnectionOptions.defaults());
        } catch (ConfigurationException e) {
            throw ConfigurationException.of(type.getName(), "has @WebSocketOptions in which " + e.getMessage());
        }
    }

    /** Without JSON-B every message of every client would be malformed; better to hear of it now. */
    private void checkJson() {
        if (JsonWebSocketConsumer.class.isAssignableFrom(type) || handlers.binds()) {
            try {
                Json.encode("");
            } catch (JsonException e) {
                throw ConfigurationException.of(type.getName(), "binds messages with JSON-B: " + e.getMessage());
            }
        }
    }
}
