package ee.channels.conformance.suite;

import ee.channels.conformance.server.Container;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What some containers do otherwise beneath a behaviour that is the same all the same. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Quirk.All.class)
public @interface Quirk {
    Container[] of();

    /** One sentence, a footnote of the table. */
    String is();

    /** Several of them. */
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        Quirk[] value();
    }
}
