package ee.channels.conformance.suite;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A behaviour whose tests run inside an application on the server, by Arquillian, whose own extension has to follow
 * this. The suite is not part of that application: inside, this annotation, and those of single tests, are not there.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conformance
@ExtendWith(RunningServer.Given.class)
public @interface InsideTheServer {}
