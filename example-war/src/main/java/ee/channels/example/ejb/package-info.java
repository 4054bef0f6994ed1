/**
 * What the example does on a server with enterprise beans: a bean that sends when its transaction commits, a timer that
 * sends every hour, and a servlet that calls the bean. Nothing outside of this package refers to it, so that the WAR
 * runs on servers without them as well.
 */
@NullMarked
package ee.channels.example.ejb;

import org.jspecify.annotations.NullMarked;
