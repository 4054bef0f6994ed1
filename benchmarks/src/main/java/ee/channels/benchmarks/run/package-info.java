/**
 * The run that compares: starts the contenders, sends the load, keeps what was measured and writes
 * {@code benchmarks/RESULTS.md}.
 *
 * <p>Begins in {@code Benchmarks}; knows the contenders' servers as processes with two doors and nothing of their
 * classes.
 */
@NullMarked
package ee.channels.benchmarks.run;

import org.jspecify.annotations.NullMarked;
