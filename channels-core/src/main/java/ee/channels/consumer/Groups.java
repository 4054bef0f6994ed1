package ee.channels.consumer;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The groups that every instance of a consumer is in: joined before {@code connect} runs, left at the end whatever
 * brings it. A class without the annotation has that of its superclass. The names are checked while the application is
 * deployed.
 *
 * <p>Channels counterpart: the class attribute {@code groups}.
 *
 * <p>Immutable.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Groups {

    /** Group names, each once. */
    String[] value();
}
