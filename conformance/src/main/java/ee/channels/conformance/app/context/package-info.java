/** What the application's code finds around itself, in every callback. */
@NullMarked
package ee.channels.conformance.app.context;

import org.jspecify.annotations.NullMarked;
