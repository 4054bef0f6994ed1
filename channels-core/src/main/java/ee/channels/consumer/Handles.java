package ee.channels.consumer;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a consumer's method the handler of one message type from the channel layer; nothing else of a consumer can be
 * reached by a type.
 *
 * <p>The method may have any visibility, is not static, returns nothing, and has one parameter or none: a
 * {@link ee.channels.message.Message}, or a record or class that the message's fields are bound to with JSON-B. An
 * overriding method takes the place of the one it overrides, and keeps its type unless it carries an annotation of its
 * own.
 *
 * <p>All of it is checked while the application is deployed. A message of a type that has no handler is counted, logged
 * once per type, and harmless to the connection; so is one whose fields do not bind. {@code websocket.send} (fields
 * {@code text} or {@code bytes}) and {@code websocket.close} (fields {@code code} and {@code reason}) have handlers in
 * every consumer, which a method of its own replaces.
 *
 * <p>Channels counterpart: the method that the type names, {@code chat.message} → {@code chat_message}, where every
 * method can be reached.
 *
 * <p>Immutable.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Handles {

    /**
     * The type, such as {@code chat.message}; it cannot begin with {@code _} or a dot. By default it is the method's
     * name, with a dot and a small letter for each capital, and a dot for each underscore: {@code chatMessage} and
     * {@code chat_message} handle {@code chat.message}.
     */
    String value() default "";
}
