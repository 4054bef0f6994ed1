package ee.channels.consumer;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The channel layer that a consumer's channel and groups live in, by the alias it is configured under; without the
 * annotation it is {@code default}.
 *
 * <p>Channels counterpart: the class attribute {@code channel_layer_alias}.
 *
 * <p>Immutable.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ChannelLayerAlias {

    /** The alias. */
    String value();
}
