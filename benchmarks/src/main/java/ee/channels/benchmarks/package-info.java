/**
 * What it costs, measured: microbenchmarks by JMH, and programs that compare whole parts with what a user would take
 * instead.
 *
 * <p>Nobody imports this. The numbers are in {@code benchmarks/RESULTS.md}, with the commands that made them.
 */
@NullMarked
package ee.channels.benchmarks;

import org.jspecify.annotations.NullMarked;
