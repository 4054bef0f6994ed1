/** What the comparing run makes of its numbers, without running anything. */
@NullMarked
package ee.channels.benchmarks.run;

import org.jspecify.annotations.NullMarked;
