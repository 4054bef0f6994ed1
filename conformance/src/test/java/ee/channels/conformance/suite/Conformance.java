package ee.channels.conformance.suite;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A behaviour that every container has to show: its tests are given the application as a
 * {@link ee.channels.conformance.client.Site}, or the {@link ee.channels.conformance.server.Server} that it runs on,
 * and are a row each of {@code docs/containers.md}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ServerExtension.class)
public @interface Conformance {}
