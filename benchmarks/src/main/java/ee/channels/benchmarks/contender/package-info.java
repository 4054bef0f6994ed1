/**
 * The servers that are compared: each in a JVM of its own, on the same embedded Tomcat 11, with the same two doors, a
 * WebSocket at {@code /ws/N} that belongs to room N and a {@code POST /notify?group=N} whose body goes to all of the
 * room.
 *
 * <p>Started by {@code ee.channels.benchmarks.run}, which knows them by their names alone.
 */
@NullMarked
package ee.channels.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
