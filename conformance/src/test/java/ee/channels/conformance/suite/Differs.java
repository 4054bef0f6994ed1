package ee.channels.conformance.suite;

import ee.channels.conformance.server.Container;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A behaviour that these containers do not have: it is not asked of them, and the table says what happens there and
 * why, or that the reason is not known. For those that get there in another way, see {@link Quirk}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Differs.All.class)
public @interface Differs {
    Container[] on();

    /** What happens there instead, and why; one sentence or two, a note of the table. */
    String because();

    /** Several of them. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        Differs[] value();
    }
}
