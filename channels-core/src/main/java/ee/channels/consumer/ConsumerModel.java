package ee.channels.consumer;

import ee.channels.ChannelsException;
import ee.channels.ConfigurationException;
import ee.channels.application.ConnectionOptions;
import ee.channels.message.GroupName;
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
        HandlerTable handlers = HandlerTable.of(type, types);
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
        return types.resolve(JsonWebSocketConsumer.class.getTypeParameters()[0])
                .orElseThrow(() -> ConfigurationException.of(
                        type.getName(),
                        "does not say what its messages are bound to; extend JsonWebSocketConsumer<SomeType>"));
    }

    private void checkOptions() {
        try {
            apply(ConnectionOptions.defaults());
        } catch (ConfigurationException e) {
            throw ConfigurationException.of(type.getName(), "has @WebSocketOptions in which " + e.getMessage());
        }
    }
}
