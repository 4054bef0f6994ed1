package ee.channels.conformance.suite;

import ee.channels.conformance.server.Feature;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a container must have for a behaviour to be asked of it; one that lacks it is a dash in the table. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Needs {
    Feature[] value();
}
