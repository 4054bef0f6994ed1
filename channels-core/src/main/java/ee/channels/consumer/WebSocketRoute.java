package ee.channels.consumer;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Serves a path with a {@link WebSocketConsumer}: no further registration is needed. Not inherited: a subclass has a
 * path of its own, or none.
 *
 * <p>Channels counterpart: {@code path("ws/chat/<room>/", ChatConsumer.as_asgi())} in a {@code URLRouter}.
 *
 * <p>Immutable.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface WebSocketRoute {

    /** One or more paths below the context path, such as {@code /ws/chat/{room}} or {@code /ws/order/{id:int}}. */
    String[] value();

    /**
     * Where several routes match a path, the one with the lowest order wins; among equals the narrower pattern, and two
     * that match the same paths are refused at deployment.
     */
    int order() default 0;
}
